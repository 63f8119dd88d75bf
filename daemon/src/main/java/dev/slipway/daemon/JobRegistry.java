package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.Authenticator;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.Login;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryAccess;
import dev.slipway.registry.RegistryException;
import dev.slipway.runner.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Registries as a job reaches them, with the logins that its own files hold. For this instance's
 * registry nothing is copied and nothing is allowed that the same push over HTTP would not be.
 */
final class JobRegistry {
  private final BlobStore blobs;
  private final Registry registry;
  private final RegistryAccess access;
  private final ImageCatalog catalog;
  private final Authenticator authenticator;

  JobRegistry(
      BlobStore blobs,
      Registry registry,
      RegistryAccess access,
      ImageCatalog catalog,
      Authenticator authenticator) {
    this.blobs = blobs;
    this.registry = registry;
    this.access = access;
    this.catalog = catalog;
    this.authenticator = authenticator;
  }

  /** Whether the registry of this name is this instance's. */
  boolean isHere(ImageReference name) {
    return catalog.isHere(name.host());
  }

  /** Whether the registry of this name holds the layer already, as far as that is known here. */
  Predicate<Digest> holding(ImageReference name) {
    return catalog.isHere(name.host())
        ? digest -> registry.hasBlob(name.repository(), digest)
        : digest -> false;
  }

  void push(Descriptor manifest, ImageReference name, Optional<RegistryLogin> login)
      throws IOException {
    if (!catalog.isHere(name.host())) {
      client(login).push(manifest, name);
      return;
    }
    Principal principal = principal(name, login);
    try {
      access.requirePush(principal, name.repository());
      access.requireTag(
          principal, name.repository(), name.tag().orElse("latest"), manifest.digest());
      registry.put(name.repository(), name.tag().orElse("latest"), manifest, principal);
    } catch (RegistryException e) {
      throw refused(e);
    }
  }

  Descriptor pull(ImageReference name, Optional<RegistryLogin> login) throws IOException {
    if (!catalog.isHere(name.host())) {
      return client(login).pull(name, Platform.host());
    }
    try {
      access.requirePull(principal(name, login), name.repository());
    } catch (RegistryException e) {
      throw refused(e);
    }
    return catalog
        .inRegistry(name)
        .orElseThrow(() ->
            new SlipwayException(
                "manifest for " + name.familiar() + " not found: manifest unknown"));
  }

  void check(RegistryLogin login) throws IOException {
    if (catalog.isHere(login.host())) {
      authenticate(login);
    } else {
      client(Optional.of(login)).checkLogin(login.host());
    }
  }

  private Principal principal(ImageReference name, Optional<RegistryLogin> login) {
    if (login.isEmpty()) {
      throw new SlipwayException(
          "denied: Unauthenticated request. Unauthenticated requests do not have permission on "
              + registry.repositoryOf(name.repository())
              + " (or it may not exist). Log in first: the action google-github-actions/auth, then"
              + " 'gcloud auth configure-docker "
              + name.host()
              + "'");
    }
    return authenticate(login.get());
  }

  private Principal authenticate(RegistryLogin login) {
    String pair = login.user() + ":" + login.password();
    String header =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    try {
      return authenticator.authenticate(new AuthorizationOnly(login.host(), header));
    } catch (HttpException e) {
      throw new SlipwayException("unauthorized: " + e.getMessage(), e);
    }
  }

  private RegistryClient client(Optional<RegistryLogin> login) {
    Credentials credentials =
        host ->
            login.filter(l -> l.host().equals(host)).map(l -> new Login(l.user(), l.password()));
    return new RegistryClient(blobs, credentials);
  }

  private static SlipwayException refused(RegistryException e) {
    return new SlipwayException(
        e.code().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
  }
}
