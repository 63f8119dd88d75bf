package dev.slipway.dockerfile;

/**
 * What a cleaning of the build cache removed.
 *
 * @param results steps' results that are no longer known
 * @param snapshots unpacked layers that are gone
 * @param freedBytes what they held on disk
 * @param keptBytes what is left of unpacked layers
 */
public record CacheCleaning(int results, int snapshots, long freedBytes, long keptBytes) {}
