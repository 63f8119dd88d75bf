package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.YamlEvents;
import dev.slipway.workflow.expression.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;

/**
 * One YAML 1.2 document with positions: anchors and aliases, no merge keys, only the core tags.
 *
 * <p>Works on the parser's events, so that merge keys are seen before anything could apply them.
 */
final class YamlReader {
  private final YamlEvents events;
  private final String file;
  private final YamlLimits limits;
  private final Problems problems;
  private final Map<Anchor, Data> anchors = new HashMap<>();
  private final Set<Anchor> open = new HashSet<>();
  private int depth;
  private int aliased;

  private YamlReader(String text, String file, YamlLimits limits, Problems problems) {
    this.events = new YamlEvents(text, file);
    this.file = file;
    this.problems = problems;
    this.limits = limits;
  }

  /**
   * The document's value, scalars resolved and expressions still text.
   *
   * @throws InputException at the first thing that is not readable
   */
  static Data read(String text, String file, YamlLimits limits, Problems problems) {
    if (text.length() > limits.characters()) {
      throw new InputException(
          Position.of(file),
          "The maximum file size of " + limits.characters() + " characters has been exceeded",
          "Split the workflow, or move scripts into files of the repository.");
    }
    return new YamlReader(text, file, limits, problems).document();
  }

  private Data document() {
    Event event = events.next();
    while (!(event instanceof DocumentStartEvent)) {
      if (event instanceof StreamEndEvent) {
        throw new InputException(
            new Position(file, 1, 1),
            "The workflow is empty",
            "It needs at least the keys on and jobs.");
      }
      event = events.next();
    }
    Data root = value(events.next());
    events.next();
    Event end = events.next();
    if (!(end instanceof StreamEndEvent)) {
      throw new InputException(
          events.position(end),
          "A workflow file holds one YAML document",
          "Remove the second one.");
    }
    return root;
  }

  private Data value(Event event) {
    return switch (event) {
      case AliasEvent alias -> resolve(alias);
      case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
      case MappingStartEvent mapping -> nested(mapping, mapping.getTag().orElse(""), "map");
      case SequenceStartEvent sequence -> nested(sequence, sequence.getTag().orElse(""), "seq");
      default -> throw new IllegalStateException("no value begins with " + event);
    };
  }

  private Data nested(NodeEvent event, String tag, String kind) {
    if (!tag.isEmpty() && !tag.equals("!") && !tag.equals(CoreScalars.STANDARD + kind)) {
      throw unexpectedTag(event, tag);
    }
    if (++depth >= limits.depth()) {
      throw new InputException(
          events.position(event),
          "Maximum object depth exceeded",
          "At most " + limits.depth() + ".");
    }
    event.getAnchor().ifPresent(open::add);
    Data data = event instanceof MappingStartEvent ? mapping(event) : sequence(event);
    event.getAnchor().ifPresent(open::remove);
    depth--;
    return anchored(event, data);
  }

  private Data anchored(NodeEvent event, Data data) {
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor, data));
    return data;
  }

  private Data sequence(Event start) {
    List<Data> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(value(e));
    }
    return new Data.Items(events.position(start), items);
  }

  private Data mapping(Event start) {
    List<Data.Entry> entries = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      Data.Key key = key(e);
      Data value = value(events.next());
      if (isMerge(e)) {
        problems.add(
            events.position(e),
            "YAML merge keys (<<) are not supported in workflows",
            "Write the keys out, or use an alias for a whole value.");
      } else {
        entries.add(new Data.Entry(key, value));
      }
    }
    return new Data.Entries(events.position(start), entries);
  }

  private static boolean isMerge(Event key) {
    return key instanceof ScalarEvent scalar && scalar.isPlain() && scalar.getValue().equals("<<");
  }

  private Data.Key key(Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw new InputException(
          events.position(event), "A key must be text", "Aliases, maps and lists cannot be keys.");
    }
    anchored(scalar, scalar(scalar));
    return new Data.Key.Name(events.position(scalar), scalar.getValue());
  }

  private Data resolve(AliasEvent alias) {
    Anchor anchor = alias.getAlias();
    if (open.contains(anchor)) {
      throw new InputException(
          events.position(alias),
          "The alias *" + anchor.getValue() + " stands inside its own anchor",
          "A value cannot contain itself.");
    }
    Data target = anchors.get(anchor);
    if (target == null) {
      throw new InputException(
          events.position(alias),
          "The alias *" + anchor.getValue() + " has no anchor before it",
          "Define it with &" + anchor.getValue() + " first.");
    }
    count(target, alias);
    return target;
  }

  /**
   * Aliases share their target, so only what walks the tree later pays: that is what is bounded.
   */
  private void count(Data data, Event alias) {
    if (++aliased > limits.aliased()) {
      throw new InputException(
          events.position(alias),
          "Aliases stand for more than " + limits.aliased() + " values",
          "Use fewer nested aliases.");
    }
    switch (data) {
      case Data.Items items -> items.items().forEach(item -> count(item, alias));
      case Data.Entries map -> map.entries().forEach(entry -> count(entry.value(), alias));
      case Data.Literal _, Data.Computed _, Data.Guard _ -> {}
    }
  }

  private Data scalar(ScalarEvent scalar) {
    return new Data.Literal(events.position(scalar), resolved(scalar));
  }

  private Value resolved(ScalarEvent scalar) {
    String tag = scalar.getTag().orElse("");
    if (!tag.isEmpty() && !tag.equals("!")) {
      return CoreScalars.tagged(scalar.getValue(), tag)
          .orElseThrow(
              () -> CoreScalars.isKnown(tag) ? mismatch(scalar, tag) : unexpectedTag(scalar, tag));
    }
    return scalar.isPlain() ? CoreScalars.plain(scalar.getValue()) : Value.of(events.text(scalar));
  }

  private InputException mismatch(ScalarEvent scalar, String tag) {
    Position at = events.position(scalar);
    return new InputException(
        at,
        "The value '%s' on line %d and column %d is invalid for the type '%s'"
            .formatted(scalar.getValue(), at.line(), at.column(), tag),
        "Remove the tag, or write a value of that type.");
  }

  private InputException unexpectedTag(Event event, String tag) {
    return new InputException(
        events.position(event),
        "Unexpected tag '" + tag + "'",
        "Workflows know !!str, !!int, !!float, !!bool and !!null; leave other tags out.");
  }
}
