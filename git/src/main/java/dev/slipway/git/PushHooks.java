package dev.slipway.git;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Translates between JGit's view of a push and the {@link PushReceiver}'s. */
final class PushHooks implements PreReceiveHook, PostReceiveHook {
  private static final System.Logger LOG = System.getLogger(PushHooks.class.getName());

  private final GitRepository repository;
  private final PushReceiver receiver;
  private final WatchedOutput client;

  PushHooks(GitRepository repository, PushReceiver receiver, WatchedOutput client) {
    this.repository = repository;
    this.receiver = receiver;
    this.client = client;
  }

  @Override
  public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
    var pending = new LinkedHashMap<String, ReceiveCommand>();
    var changes = new ArrayList<RefChange>();
    for (ReceiveCommand command : commands) {
      change(command)
          .ifPresentOrElse(
              change -> {
                changes.add(change);
                pending.put(change.ref(), command);
              },
              () -> reject(command, "names no commit"));
    }
    Map<String, String> refusals;
    try {
      refusals = receiver.refusals(changes, options(pack), output(pack));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "could not examine a push to " + repository.directory(), e);
      pending
          .values()
          .forEach(c -> reject(c, "the server failed to examine the push; see its log"));
      return;
    }
    refusals.forEach((ref, why) -> {
      ReceiveCommand command = pending.get(ref);
      if (command != null) {
        reject(command, why);
      }
    });
  }

  @Override
  public void onPostReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
    List<RefChange> changes = commands.stream().flatMap(c -> change(c).stream()).toList();
    if (changes.isEmpty()) {
      return;
    }
    try {
      receiver.moved(changes, options(pack), output(pack));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "after a push to " + repository.directory(), e);
      output(pack).line("The push is done, but what follows from it failed: " + e.getMessage());
    }
  }

  private static void reject(ReceiveCommand command, String why) {
    command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, why);
  }

  private static List<String> options(ReceivePack pack) {
    List<String> options = pack.getPushOptions();
    return options == null ? List.of() : List.copyOf(options);
  }

  private Optional<RefChange> change(ReceiveCommand command) {
    var before = commit(command.getOldId());
    var after = commit(command.getNewId());
    return switch (command.getType()) {
      case CREATE ->
          after.map(id ->
              new RefChange(command.getRefName(), Optional.empty(), after, RefChange.Kind.CREATED));
      case UPDATE, UPDATE_NONFASTFORWARD ->
          after.map(id -> new RefChange(command.getRefName(), before, after, kind(before, id)));
      case DELETE ->
          Optional.of(
              new RefChange(
                  command.getRefName(), before, Optional.empty(), RefChange.Kind.DELETED));
    };
  }

  private RefChange.Kind kind(Optional<CommitId> before, CommitId after) {
    return before.isPresent() && repository.isAncestor(before.get(), after)
        ? RefChange.Kind.ADVANCED
        : RefChange.Kind.FORCED;
  }

  private Optional<CommitId> commit(ObjectId id) {
    if (id.equals(ObjectId.zeroId())) {
      return Optional.empty();
    }
    try (var walk = new RevWalk(repository.jgit())) {
      return Optional.of(CommitId.of(walk.parseCommit(id)));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new GitException("could not read " + id.name() + " in " + repository.directory(), e);
    }
  }

  private PushOutput output(ReceivePack pack) {
    return new PushOutput() {
      @Override
      public synchronized void line(String text) {
        if (!client.isWatched()) {
          return;
        }
        try {
          var out = pack.getMessageOutputStream();
          out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
        } catch (IOException e) {
          // The client has gone; isWatched says so.
          LOG.log(Level.DEBUG, "nobody watches the push any more", e);
        }
      }

      @Override
      public boolean isWatched() {
        return client.isWatched();
      }
    };
  }
}
