/**
 * Stand-ins for the tools that workflows call: {@code docker}, {@code gcloud}, {@code kubectl},
 * {@code kustomize} and their helpers, with the tools' own words, streams and exit codes.
 *
 * <p>They act with what the job itself holds, its files and variables, and nothing else. A command
 * or an option that is not there is refused by name.
 */
@NullMarked
package dev.slipway.cli.standin;

import org.jspecify.annotations.NullMarked;
