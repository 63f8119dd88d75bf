/** What a node needs to know about images: a port that the process's registry client implements. */
@NullMarked
package dev.slipway.node.image;

import org.jspecify.annotations.NullMarked;
