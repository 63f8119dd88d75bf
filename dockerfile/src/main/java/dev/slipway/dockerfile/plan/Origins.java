package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.dockerfile.syntax.Stage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What names in FROM and {@code --from} mean: a named context, a stage, or an image. */
final class Origins {
  private final Dockerfile file;
  private final Map<String, NamedContext> contexts;

  Origins(Dockerfile file, Map<String, NamedContext> contexts) {
    this.file = file;
    this.contexts = contexts;
  }

  /** A name behind {@code --from}: also the number of a stage. */
  Origin of(String name, SourceRange where) {
    if (name.isEmpty()) {
      throw where.mistake("--from has no value", "name a stage, an image or a named context");
    }
    return named(name)
        .or(() -> file.stageNamed(name).map(stage -> new Origin.OfStage(stage.index())))
        .or(() -> numbered(name, where))
        .orElseGet(() -> image(name));
  }

  /** A name in FROM: only stages above count. */
  Origin base(String name, Stage user) {
    Optional<Origin> context = named(name);
    if (context.isPresent()) {
      return context.get();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Stage stage : file.stages().subList(0, user.index()).reversed()) {
      if (stage.name().filter(wanted::equals).isPresent()) {
        return new Origin.OfStage(stage.index());
      }
    }
    return image(name);
  }

  /** What the caller says that a stage's name stands for. */
  Optional<Origin> named(String name) {
    NamedContext context = contexts.get(name);
    if (context == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (context) {
          case NamedContext.Directory(var path) -> new Origin.Directory(name, path);
          case NamedContext.Image(String reference) -> new Origin.Image(reference);
          case NamedContext.Layout layout -> new Origin.Image(layout.reference());
        });
  }

  private static Origin image(String name) {
    return name.equals("scratch") ? new Origin.Scratch() : new Origin.Image(name);
  }

  private Optional<Origin> numbered(String name, SourceRange where) {
    if (name.length() > 6 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int index = Integer.parseInt(name);
    if (index >= file.stages().size()) {
      throw where.mistake(
          "there is no stage " + index,
          "the file has the stages 0 to " + (file.stages().size() - 1));
    }
    return Optional.of(new Origin.OfStage(index));
  }
}
