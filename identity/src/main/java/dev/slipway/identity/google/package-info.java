/**
 * The part of Google's REST APIs by which {@code gcloud} sets up and uses workload identity: IAM,
 * IAM credentials, Resource Manager, Service Usage, Container (reading) and Logging (reading).
 */
@NullMarked
package dev.slipway.identity.google;

import org.jspecify.annotations.NullMarked;
