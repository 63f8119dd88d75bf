/** What steps of a job reach over HTTP: image builds, caches and artifacts. */
@NullMarked
package dev.slipway.runner.service;

import org.jspecify.annotations.NullMarked;
