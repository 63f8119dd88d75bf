package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The parser's events, with its errors turned into ours. */
final class YamlEvents {
  private final Iterator<Event> events;
  private final String file;

  /** Where the text ends, in code points, when it does not end with a line break; else -1. */
  private final int unfinishedEnd;

  YamlEvents(String text, String file) {
    this.unfinishedEnd = text.endsWith("\n") ? -1 : text.codePointCount(0, text.length());
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.file = file;
  }

  Event next() {
    try {
      return events.next();
    } catch (MarkedYamlEngineException e) {
      throw new InputException(position(e), "invalid YAML: " + describe(e), "", e);
    } catch (YamlEngineException e) {
      throw new InputException(Position.of(file), "invalid YAML: " + e.getMessage(), "", e);
    }
  }

  /** Whether a block scalar runs to the end of a text that lacks its final line break. */
  boolean endsUnfinished(ScalarEvent scalar) {
    return unfinishedEnd >= 0
        && (scalar.isLiteral() || scalar.isFolded())
        && scalar.getEndMark().map(mark -> mark.getIndex() >= unfinishedEnd).orElse(false);
  }

  Position position(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> Position.of(file));
  }

  private Position position(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .or(e::getContextMark)
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> Position.of(file));
  }

  private static String describe(MarkedYamlEngineException e) {
    String context = e.getContext();
    String problem = e.getProblem();
    return context == null || context.isEmpty() ? problem : context + ", " + problem;
  }
}
