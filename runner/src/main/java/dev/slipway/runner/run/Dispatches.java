package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.workflow.event.Account;
import dev.slipway.workflow.event.DispatchInputs;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.event.RepositoryDispatchPayload;
import dev.slipway.workflow.event.RepositoryFacts;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs that somebody asks for: of one workflow by hand, or of all that listen to a word. */
public final class Dispatches {
  static final String BY_HAND = "workflow_dispatch";

  private final Runs runs;

  public Dispatches(Runs runs) {
    this.runs = runs;
  }

  /**
   * A workflow to be started by hand.
   *
   * @param workflow its file, with or without its directory, or its name
   * @param ref a branch, a tag or a full ref; empty for the default branch
   * @param inputs text by name
   */
  public record Order(
      String repository, String workflow, String ref, Map<String, String> inputs, String actor) {
    public Order {
      inputs = Map.copyOf(inputs);
    }
  }

  /**
   * Starts it.
   *
   * @return the run's id
   * @throws InputException when there is no such ref or workflow, when it is not started by hand,
   *     and for wrong inputs
   */
  public String start(Order order) {
    var repositories = runs.parts().repositories();
    try (GitRepository repository = repositories.open(order.repository())) {
      String ref = ref(repository, order);
      CommitId commit = repository.resolve(ref).orElseThrow();
      Workflow workflow = find(new WorkflowFiles(repository, commit), order.workflow(), ref);
      if (workflow.trigger(BY_HAND).isEmpty()) {
        throw new InputException(
            Position.of(workflow.file()),
            "the workflow is not started by " + BY_HAND,
            "add " + BY_HAND + " to its on");
      }
      ObjectNode payload = Json.MAPPER.createObjectNode();
      ObjectNode inputs = payload.putObject("inputs");
      order.inputs().forEach(inputs::put);
      return runs.start(
          new RunCause(
              order.repository(),
              commit,
              new Event(BY_HAND, Optional.empty(), payload, ref, Optional.empty(), List::of),
              "",
              order.actor(),
              repositories.trust(order.repository())),
          workflow.file());
    }
  }

  private static String ref(GitRepository repository, Order order) {
    String given = order.ref();
    List<String> candidates =
        given.isEmpty()
            ? List.of("refs/heads/" + repository.defaultBranch())
            : given.startsWith("refs/")
                ? List.of(given)
                : List.of("refs/heads/" + given, "refs/tags/" + given);
    return candidates.stream()
        .filter(ref -> repository.resolve(ref).isPresent())
        .findFirst()
        .orElseThrow(() ->
            new InputException(
                Position.of("ref"),
                order.repository() + " has no " + String.join(", no ", candidates),
                "name a branch or a tag"));
  }

  private static Workflow find(WorkflowFiles files, String name, String ref) {
    for (String path : files.paths()) {
      boolean named = path.equals(name) || path.endsWith("/" + name);
      switch (files.read(path).orElseThrow()) {
        case WorkflowReader.Accepted accepted
            when named || accepted.workflow().title().equals(name) -> {
          return accepted.workflow();
        }
        case WorkflowReader.Refused refused when named ->
            throw refused.problems().getFirst().exception();
        case WorkflowReader.Reading other -> {}
      }
    }
    throw new InputException(
        Position.of("workflow"),
        "there is no workflow \"" + name + "\" on " + ref,
        "there are " + (files.paths().isEmpty() ? "none" : String.join(", ", files.paths())));
  }

  /**
   * Starts the workflows of the default branch that listen to this word.
   *
   * @param type the word, up to 100 characters
   * @param content what they see as {@code github.event.client_payload}, an object
   */
  public Runs.Started start(String repository, String type, JsonNode content, String actor) {
    var repositories = runs.parts().repositories();
    var facts = repositories.facts(repository);
    String ref = "refs/heads/" + facts.defaultBranch();
    try (GitRepository git = repositories.open(repository)) {
      Optional<CommitId> commit = git.resolve(ref);
      if (commit.isEmpty()) {
        return new Runs.Started(List.of(), Map.of());
      }
      var payload =
          new RepositoryDispatchPayload(facts, new Account(actor, 0, "", false), type, content);
      return runs.trigger(
          new RunCause(
              repository,
              commit.get(),
              new Event(
                  "repository_dispatch",
                  Optional.of(type),
                  payload.json(),
                  ref,
                  Optional.empty(),
                  List::of),
              "",
              actor,
              repositories.trust(repository)));
    }
  }

  /** The cause with what every payload says: of which repository it is, and who sent it. */
  static RunCause complete(RunCause cause, RepositoryFacts facts) {
    ObjectNode payload = Json.MAPPER.createObjectNode();
    payload.set("repository", facts.json());
    payload.putObject("sender").put("login", cause.actor()).put("type", "User");
    cause.event().payload().properties().forEach(p -> payload.set(p.getKey(), p.getValue()));
    return with(cause, payload);
  }

  private static RunCause with(RunCause cause, ObjectNode payload) {
    Event event = cause.event();
    return new RunCause(
        cause.repository(),
        cause.commit(),
        new Event(
            event.name(),
            event.action(),
            payload,
            event.ref(),
            event.baseRef(),
            event.changedPaths()),
        cause.headRef(),
        cause.actor(),
        cause.trust(),
        cause.onlyJob());
  }

  /**
   * The cause with its inputs checked, defaults filled in: what a run by hand sees.
   *
   * @throws InputException for an unknown, missing or wrong input
   */
  static RunCause checked(Workflow workflow, RunCause cause) {
    Event event = cause.event();
    Map<String, String> given = texts(event.payload());
    if (!event.name().equals(BY_HAND)) {
      if (!given.isEmpty()) {
        throw new InputException(
            Position.of("inputs"),
            "a run of the event " + event.name() + " has no inputs",
            "leave them out, or start it as " + BY_HAND);
      }
      return cause;
    }
    Optional<Trigger> trigger = workflow.trigger(BY_HAND);
    if (trigger.isEmpty() && !given.isEmpty()) {
      throw new InputException(
          Position.of(workflow.file()),
          "the workflow takes no inputs: it is not started by " + BY_HAND,
          "declare them below on." + BY_HAND + ".inputs");
    }
    ObjectNode payload = Json.MAPPER.createObjectNode();
    event.payload().properties().forEach(p -> payload.set(p.getKey(), p.getValue()));
    ObjectNode inputs = payload.putObject("inputs");
    trigger
        .map(t -> DispatchInputs.resolve(t, given))
        .ifPresent(all -> all.entries().forEach((name, value) -> inputs.put(name, value.text())));
    payload.put("ref", event.ref());
    payload.put("workflow", workflow.file());
    return with(cause, payload);
  }

  /** The context {@code inputs} of a run by hand: typed, unlike its payload. */
  static ObjectValue inputs(Workflow workflow, String event, JsonNode payload) {
    return event.equals(BY_HAND)
        ? workflow
            .trigger(BY_HAND)
            .map(trigger -> DispatchInputs.resolve(trigger, texts(payload)))
            .orElse(ObjectValue.of(Map.of()))
        : ObjectValue.of(Map.of());
  }

  private static Map<String, String> texts(JsonNode payload) {
    var texts = new LinkedHashMap<String, String>();
    payload
        .path("inputs")
        .properties()
        .forEach(p -> texts.put(p.getKey(), p.getValue().asString("")));
    return texts;
  }
}
