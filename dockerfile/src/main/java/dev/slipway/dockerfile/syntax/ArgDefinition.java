package dev.slipway.dockerfile.syntax;

import java.util.Optional;

/**
 * One variable of an ARG instruction; both words unexpanded.
 *
 * @param value its default; empty when it has none (not the same as an empty default)
 */
public record ArgDefinition(String name, Optional<String> value) {}
