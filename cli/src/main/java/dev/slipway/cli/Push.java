package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.InstanceDirectory;
import dev.slipway.client.RunWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/**
 * {@code slipway push DIR}: hosts a directory as a repository, pushes it and follows what its
 * workflows do. The directory is not touched.
 */
final class Push implements Subcommand {
  private static final String OWNER = "local";

  @Override
  public String name() {
    return "push";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Push a directory to a repository of this instance, made when missing, and follow the"
                + " runs that this starts. The root of a git repository pushes its last commit; any"
                + " other directory is committed as it is, without being changed.")
        .addPositional(Options.argument(0, "DIR", "0..1", "what to push (.)"))
        .addOption(Options.value("OWNER/NAME", "the repository (local/DIR's name)", "--repository"))
        .addOption(
            Options.value(
                "NAME",
                "the branch there (the one that is checked out, else main)",
                "-b",
                "--branch"))
        .addOption(
            Options.value("TEXT", "the commit's message, when one is made", "-m", "--message"))
        .addOption(Options.flag("open a pull request for the branch", "--pr"))
        .addOption(Options.flag("do not follow the runs", "--no-wait"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    Path directory = Path.of(arguments.matchedPositionalValue(0, ".")).toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new SlipwayException(directory + " is not a directory; name the one to push");
    }
    var instance = Options.instance(arguments);
    var api = ApiClient.of(instance);
    String repository =
        arguments.matchedOptionValue("--repository", OWNER + "/" + directory.getFileName());
    var remote =
        new PushedTree.Remote(
            api.url() + "/git/" + repository + ".git",
            arguments.hasMatchedOption("--branch")
                ? arguments.matchedOptionValue("--branch", "")
                : PushedTree.branchOf(directory).orElse("main"),
            api.url(),
            instance.token());
    // The first push makes the repository: git cannot be asked what it holds.
    Optional<PushedTree.Remote> before =
        exists(api, repository) ? Optional.of(remote) : Optional.empty();
    var tree = tree(directory, instance, repository, arguments, before);
    boolean json = Options.json(arguments);
    if (!tree.uncommitted().isEmpty()) {
      console.note(
          "slipway: "
              + tree.uncommitted().size()
              + " uncommitted files are not pushed, such as "
              + tree.uncommitted().getFirst().strip());
    }
    console.note(
        "pushing "
            + tree.commit().substring(0, 7)
            + " \""
            + tree.subject()
            + "\" to "
            + repository
            + " "
            + remote.branch());
    send(tree, remote, Options.is(arguments, "--pr"), console);
    return follow(
        new RunWatch(api, repository),
        tree.commit(),
        remote.branch(),
        json,
        Options.is(arguments, "--no-wait"),
        console);
  }

  private static PushedTree tree(
      Path directory,
      InstanceDirectory instance,
      String repository,
      ParseResult arguments,
      Optional<PushedTree.Remote> before) {
    Optional<String> message =
        Optional.ofNullable(arguments.<String>matchedOptionValue("--message", null));
    var own = PushedTree.ofRepository(directory);
    if (own.isPresent() && message.isPresent()) {
      throw new SlipwayException(
          directory
              + " is a git repository and pushes its last commit; commit with git, without"
              + " --message here");
    }
    return own.orElseGet(() ->
        PushedTree.ofDirectory(
            directory,
            instance.path().resolve("push").resolve(repository + ".git"),
            message,
            before));
  }

  private static boolean exists(ApiClient api, String repository) {
    return api.get("/api/v1/repositories")
        .valueStream()
        .anyMatch(r -> r.path("fullName").asString().equals(repository));
  }

  private static void send(
      PushedTree tree, PushedTree.Remote remote, boolean pullRequest, Console console) {
    // The runs are followed through the API: it tells more than a push's progress can.
    var words = new ArrayList<>(List.of("push", "-o", "slipway.nowait"));
    if (pullRequest) {
      words.addAll(List.of("-o", "slipway.pr"));
    }
    words.addAll(List.of(remote.url(), tree.commit() + ":refs/heads/" + remote.branch()));
    var result = tree.git().withToken(remote.base(), remote.token()).run(words);
    List<String> told =
        result
            .stderr()
            .lines()
            .filter(line ->
                line.startsWith("remote: ")
                    || line.startsWith("error: remote unpack failed")
                    || line.startsWith(" ! "))
            .map(line -> line.replaceFirst("^remote: ", "").stripTrailing())
            .filter(line -> !line.startsWith("Updating references"))
            .toList();
    told.forEach(console::note);
    if (!result.succeeded()) {
      throw new SlipwayException(
          "git could not push to "
              + remote.url()
              + (told.isEmpty() ? ":\n" + result.stderr().strip() : ", for the reason above"));
    }
  }

  private static int follow(
      RunWatch watch, String commit, String branch, boolean json, boolean leave, Console console) {
    var runs = watch.ofHead(commit);
    var answer = Json.MAPPER.createObjectNode();
    answer.put("repository", watch.repository()).put("commit", commit);
    var list = answer.putArray("runs");
    boolean failed = false;
    for (JsonNode run : runs) {
      String id = run.path("id").asString();
      JsonNode ended = leave ? watch.get(id) : watch.narrate(id, line -> console.note(line));
      list.add(ended);
      failed |= !leave && !ended.path("conclusion").asString("").equals("success");
    }
    if (json) {
      console.json(answer);
    } else if (runs.isEmpty()) {
      console.print("pushed; no workflow runs on a push of " + branch);
    } else {
      runs.forEach(r -> console.print(next(r, watch)));
    }
    return failed ? 1 : 0;
  }

  private static String next(JsonNode run, RunWatch watch) {
    return String.format(
        Locale.ROOT,
        "%s/api/v1/runs/%s   slipway logs run/%s",
        watch.api().url(),
        run.path("id").asString(),
        run.path("id").asString());
  }
}
