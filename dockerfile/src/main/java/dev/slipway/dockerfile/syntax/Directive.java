package dev.slipway.dockerfile.syntax;

/** One {@code # name=value} at the top of a Dockerfile. */
public record Directive(String name, String value, SourceRange range) {}
