package dev.slipway.kustomize.resource;

/** What an object was called at some point of a build; the namespace is as stated. */
public record Names(String kind, String namespace, String name) {}
