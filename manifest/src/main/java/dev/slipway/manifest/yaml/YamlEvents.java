package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The parser's events, with its errors turned into ours. */
final class YamlEvents {
  private final Iterator<Event> events;
  private final String file;

  YamlEvents(String text, String file) {
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
