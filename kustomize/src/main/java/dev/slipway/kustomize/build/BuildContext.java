package dev.slipway.kustomize.build;

import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.load.Trail;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all layers of a build share.
 *
 * @param schemas what is known of kinds
 * @param warnings told what the tool would say on its error stream
 * @param helm the helm command, if the build may run one
 * @param metadata what is added to every object at the end
 * @param trail where the build has been
 */
record BuildContext(
    KindSchemas schemas,
    Consumer<String> warnings,
    Optional<HelmProgram> helm,
    BuildMetadata metadata,
    Trail trail) {}
