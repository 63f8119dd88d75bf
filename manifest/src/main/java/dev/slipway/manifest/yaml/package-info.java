/**
 * Reads YAML and JSON manifests into trees and writes trees as the canonical YAML that Kubernetes
 * tools print; stateless and thread-safe.
 */
@NullMarked
package dev.slipway.manifest.yaml;

import org.jspecify.annotations.NullMarked;
