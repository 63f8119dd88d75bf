package dev.slipway.dockerfile;

import dev.slipway.base.InputException.Position;
import java.time.Duration;

/**
 * What became of one step that makes a layer.
 *
 * @param name as in the progress output, such as {@code [builder 3/6] RUN npm ci}
 * @param took from the moment its inputs were known until its files were there
 * @param compressedSize bytes of the layer's blob; 0 when it is not part of the image
 * @param unpackedSize bytes of the layer's tar; 0 when it is not part of the image
 */
public record StepReport(
    String stage,
    String name,
    Position position,
    CacheVerdict verdict,
    Duration took,
    long compressedSize,
    long unpackedSize) {}
