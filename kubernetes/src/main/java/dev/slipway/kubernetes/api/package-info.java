/**
 * The Kubernetes API over HTTP: what an unmodified kubectl needs, on top of {@link
 * dev.slipway.kubernetes.Cluster}.
 *
 * <pre>
 * request
 *  └─ ApiRequest        which resource, which verb
 *      └─ AccessCheck   the one question to the Authorizer
 *          └─ handler   list, watch, get, create, update, patch, delete, subresources
 *              └─ Representation   JSON, protobuf, YAML, Table or metadata, by the Accept header
 * </pre>
 */
@NullMarked
package dev.slipway.kubernetes.api;

import org.jspecify.annotations.NullMarked;
