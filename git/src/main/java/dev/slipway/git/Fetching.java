package dev.slipway.git;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** Fetches single commits of repositories that are elsewhere, without their history. */
final class Fetching {
  private static final String COMMITS = "refs/slipway/commit/";

  private Fetching() {}

  /** See {@link GitRepository#fetch}. */
  static Optional<CommitId> fetch(Repository into, URI from, String name, Duration limit) {
    try (Transport transport = Transport.open(into, new URIish(from.toString()))) {
      transport.setTimeout(Math.toIntExact(limit.toSeconds()));
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setDepth(1);
      Optional<String> there = there(transport, name);
      if (there.isEmpty()) {
        return Optional.empty();
      }
      String here = there.get().startsWith("refs/") ? there.get() : COMMITS + name;
      transport.fetch(
          NullProgressMonitor.INSTANCE, List.of(new RefSpec("+" + there.get() + ":" + here)));
      String known = there.get().startsWith("refs/") ? here : name;
      return Optional.ofNullable(into.resolve(known + "^{commit}")).map(CommitId::of);
    } catch (IOException | URISyntaxException e) {
      throw new GitException(
          "could not fetch " + name + " from " + from + ": " + e.getMessage(), e);
    }
  }

  /** What to ask for: a tag comes before a branch of the same name. */
  private static Optional<String> there(Transport transport, String name) throws IOException {
    try (FetchConnection connection = transport.openFetch()) {
      for (String place : List.of("refs/tags/", "refs/heads/")) {
        if (connection.getRef(place + name) != null) {
          return Optional.of(place + name);
        }
      }
    }
    return name.matches("[0-9a-f]{40}") ? Optional.of(name) : Optional.empty();
  }
}
