package dev.slipway.container;

/**
 * A limit of each process (setrlimit(2)); lowered to what this process may hand out.
 *
 * @param name as in {@code RLIMIT_NOFILE}
 * @param soft what applies
 * @param hard up to where the process may raise it
 */
public record ProcessLimit(String name, long soft, long hard) {}
