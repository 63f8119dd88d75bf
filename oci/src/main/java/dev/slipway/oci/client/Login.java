package dev.slipway.oci.client;

/**
 * A user and a password for a registry. It prints without the password.
 *
 * @param user empty when {@code password} is an identity token
 */
public record Login(String user, String password) {
  @Override
  public String toString() {
    return "Login[user=" + user + "]";
  }
}
