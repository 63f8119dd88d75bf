package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.oci.ImageReference;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobRootImages;
import dev.slipway.runner.JobRootImages.Chooser;
import dev.slipway.runner.command.SecretMasker;
import dev.slipway.runner.job.JobBase;
import dev.slipway.runner.log.JobLog;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a job's root is made of, before it has one, and gets the image. */
public final class JobGround {
  private static final List<String> KNOWN =
      List.of("inputs", "vars", "needs", "strategy", "matrix");

  private final JobOrder order;
  private final JobRootImages images;
  private final JobLog log;
  private final SecretMasker masker;

  private JobGround(JobOrder order, JobRootImages images, JobLog log) {
    this.order = order;
    this.images = images;
    this.log = log;
    this.masker = JobExecution.masker(order);
  }

  /**
   * The job's own container, else the image of its label, else what its label means of this
   * machine.
   *
   * @param ofLabel the image that the administrator gave the job's label
   * @param machine this machine's programs or processes
   * @throws InputException when the workflow asks for what cannot be
   */
  public static JobBase of(
      JobOrder order, Optional<String> ofLabel, JobBase machine, JobRootImages images, JobLog log) {
    var ground = new JobGround(order, images, log);
    return ground
        .request()
        .map(ground::container)
        .or(() -> ofLabel.map(ground::label))
        .orElse(machine);
  }

  private Optional<ContainerRequest> request() {
    return order.instance().steps().container().flatMap(c -> ContainerRequest.of(c, scope()));
  }

  private JobBase container(ContainerRequest request) {
    if (!request.ports().isEmpty()) {
      line(
          "Ports "
              + String.join(", ", request.ports())
              + ": steps reach them on localhost; nothing outside of the job does");
    }
    String host = parse(request.image(), request.at()).host();
    var wanted =
        new JobRootImages.Wanted(
            request.image(), request.login(host), Chooser.WORKFLOW, request.at());
    return new JobBase.Image(
        images.fetch(order.job(), wanted, this::line),
        request.options(),
        request.environment(),
        request.volumes(),
        Chooser.WORKFLOW);
  }

  private JobBase label(String image) {
    var at = InputException.Position.of("label " + String.join(", ", order.instance().runsOn()));
    parse(image, at);
    var wanted = new JobRootImages.Wanted(image, Optional.empty(), Chooser.ADMINISTRATOR, at);
    return JobBase.Image.plain(
        images.fetch(order.job(), wanted, this::line), Chooser.ADMINISTRATOR);
  }

  private static ImageReference parse(String image, InputException.Position at) {
    try {
      return ImageReference.parse(image);
    } catch (InputException e) {
      throw new InputException(at, e.problem(), e.hint().orElse(""), e);
    }
  }

  private void line(String text) {
    log.add(0, LogEntry.Kind.LINE, masker.mask(text));
  }

  /** What is known before there is a container. */
  private StepScope scope() {
    var contexts = new LinkedHashMap<String, Value>();
    KNOWN.forEach(name -> contexts.put(name, known(name)));
    var github = ObjectValue.builder();
    if (known("github") instanceof ObjectValue given) {
      given.entries().forEach(github::put);
    }
    github.put("token", order.credentials().githubToken());
    github.put("job", order.job().key());
    contexts.put("github", github.build());
    contexts.put("secrets", JobContexts.secrets(order));
    var environment = new LinkedHashMap<String, String>();
    add(order.instance().workflow().env(), contexts, environment);
    add(order.instance().steps().env(), contexts, environment);
    contexts.put("env", exact(environment));
    return new StepScope(contexts, Conclusion.SUCCESS, patterns -> "");
  }

  private static void add(
      Optional<Data> variables, Map<String, Value> contexts, Map<String, String> environment) {
    var known = new LinkedHashMap<>(contexts);
    known.put("env", exact(environment));
    variables.ifPresent(data ->
        environment.putAll(
            Evaluation.texts(data, new StepScope(known, Conclusion.SUCCESS, patterns -> ""))));
  }

  private static Value exact(Map<String, String> environment) {
    var exact = ObjectValue.exact();
    environment.forEach(exact::put);
    return exact.build();
  }

  private Value known(String name) {
    return order.instance().contexts().get(name).orElse(NullValue.NULL);
  }

  /** Says what is wrong with a container as far as it can be told without a run. */
  public static void check(Data container) {
    if (container instanceof Data.Entries map) {
      map.get("image").ifPresent(JobGround::checkImage);
      map.get("options")
          .filter(Data.Literal.class::isInstance)
          .ifPresent(
              data -> dev.slipway.runner.job.ContainerOptionsReader.read(literal(data), data.at()));
      map.get("volumes")
          .filter(Data.Items.class::isInstance)
          .ifPresent(data -> ((Data.Items) data).items().forEach(JobGround::checkVolume));
    } else {
      checkImage(container);
    }
  }

  private static void checkVolume(Data item) {
    if (item instanceof Data.Literal) {
      ContainerRequest.volume(literal(item), item.at());
    }
  }

  private static void checkImage(Data image) {
    if (image instanceof Data.Literal && !literal(image).isBlank()) {
      String name = literal(image).strip();
      parse(name.startsWith("docker://") ? name.substring("docker://".length()) : name, image.at());
    }
  }

  private static String literal(Data data) {
    return data instanceof Data.Literal literal ? literal.value().text() : "";
  }
}
