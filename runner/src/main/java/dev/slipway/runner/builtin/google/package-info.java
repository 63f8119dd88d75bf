/** Google's actions: authentication by ID token, gcloud, GKE credentials. */
@NullMarked
package dev.slipway.runner.builtin.google;

import org.jspecify.annotations.NullMarked;
