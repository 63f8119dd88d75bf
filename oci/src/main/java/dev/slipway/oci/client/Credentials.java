package dev.slipway.oci.client;

import java.util.Optional;

/** Where logins for registries come from. */
@FunctionalInterface
public interface Credentials {
  /** None for anybody. */
  Credentials NONE = host -> Optional.empty();

  /** The login for a registry host such as {@code docker.io} or {@code 127.0.0.1:7717}. */
  Optional<Login> find(String host);
}
