package dev.slipway.runner;

/**
 * What a job shows a registry: the user and password that its own files hold. It prints without the
 * password.
 *
 * @param host such as {@code us-central1-docker.pkg.dev}
 * @param user empty when {@code password} is an identity token
 */
public record RegistryLogin(String host, String user, String password) {
  @Override
  public String toString() {
    return "RegistryLogin[host=" + host + ", user=" + user + "]";
  }
}
