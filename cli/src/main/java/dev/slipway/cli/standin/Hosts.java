package dev.slipway.cli.standin;

/** Registry hosts in image names and on command lines. */
final class Hosts {
  private Hosts() {}

  /** The registry host of an image's name, as docker sees it. */
  static String of(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host ? first : "docker.io";
  }

  /** A server as {@code docker login} takes it, without scheme and path. */
  static String normal(String server) {
    String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return host.equals("index.docker.io") ? "docker.io" : host;
  }
}
