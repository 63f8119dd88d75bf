/**
 * Which way back to take: the decision tree of specification section 11, asked on facts, with the
 * questions it leaves out.
 */
@NullMarked
package dev.slipway.delivery.rollback;

import org.jspecify.annotations.NullMarked;
