package dev.slipway.daemon;

import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that consists of credentials: what an {@link dev.slipway.http.Authenticator} reads, for
 * somebody who is already inside the process on a job's behalf.
 */
record AuthorizationOnly(String authority, String authorization) implements Request {
  @Override
  public Method method() {
    return Method.GET;
  }

  @Override
  public String path() {
    return "/v2/";
  }

  @Override
  public String target() {
    return path();
  }

  @Override
  public String parameter(String name) {
    throw new IllegalArgumentException("no parameter " + name);
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.empty();
  }

  @Override
  public List<String> queries(String name) {
    return List.of();
  }

  @Override
  public Optional<String> header(String name) {
    return name.equalsIgnoreCase("Authorization") ? Optional.of(authorization) : Optional.empty();
  }

  @Override
  public List<String> headers(String name) {
    return header(name).stream().toList();
  }

  @Override
  public Headers headers() {
    return Headers.of("Authorization", authorization);
  }

  @Override
  public InputStream body() {
    return InputStream.nullInputStream();
  }

  @Override
  public Optional<Long> bodyLength() {
    return Optional.of(0L);
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String peer() {
    return "job";
  }

  @Override
  public Principal principal() {
    return Principal.ANONYMOUS;
  }

  @Override
  public Map<String, List<String>> queries() {
    return Map.of();
  }

  /** Hides the credentials. */
  @Override
  public String toString() {
    return "AuthorizationOnly[" + authority + "]";
  }
}
