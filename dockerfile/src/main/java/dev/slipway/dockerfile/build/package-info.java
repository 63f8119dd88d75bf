/**
 * Does what a plan says: finds what is known already, runs and copies the rest, several stages and
 * builds at once, equal work once.
 *
 * <pre>
 * LocalImageBuilder           one per process; what all builds share is in its Workshop
 *   BuildSession              one build: plan, base images, contexts
 *     StageRuns               each needed stage on a thread of its own
 *       StepKeys              what decides a step's result
 *       StepRuns              cache, then the executor; equal steps are done once
 *         RunExecutor, CopyExecutor, DirectoryExecutor
 *         LayerBlobs          the step's blob, made while the next step runs
 * </pre>
 *
 * Threads are virtual and block; work that needs a processor takes a permit first and never waits
 * for other work while it has one.
 */
@NullMarked
package dev.slipway.dockerfile.build;

import org.jspecify.annotations.NullMarked;
