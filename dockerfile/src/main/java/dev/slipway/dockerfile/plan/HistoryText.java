package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.syntax.GoQuote;
import dev.slipway.dockerfile.syntax.Instruction.LinkMode;
import dev.slipway.dockerfile.syntax.Instruction.ParentsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The {@code created_by} lines of an image's history, in the form that BuildKit gives them. */
final class HistoryText {
  /** Marks lines whose layer was made by copying or running. */
  private static final String MADE_BY = " # buildkit";

  private HistoryText() {}

  /** {@code RUN |1 VERSION=3 /bin/sh -c make # buildkit}. */
  static String run(List<String> arguments, Map<String, String> declared) {
    var words = new ArrayList<String>();
    if (!declared.isEmpty()) {
      words.add("|" + declared.size());
      declared.forEach((name, value) -> words.add(name + "=" + value));
    }
    words.addAll(arguments);
    return "RUN " + String.join(" ", words) + MADE_BY;
  }

  /** {@code COPY --chown=1000 src/ ./src/ # buildkit}. */
  static String copy(
      String keyword,
      List<CopySource> sources,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      LinkMode link,
      ParentsMode parents) {
    var words = new ArrayList<String>();
    words.add(keyword);
    if (parents == ParentsMode.KEPT) {
      words.add("--parents");
    }
    chown.ifPresent(value -> words.add("--chown=" + value));
    chmod.ifPresent(value -> words.add("--chmod=" + value));
    if (link == LinkMode.LINKED) {
      words.add("--link");
    }
    for (CopySource source : sources) {
      words.add(source(source));
    }
    words.add(destination);
    return String.join(" ", words) + MADE_BY;
  }

  /** {@code ENV A=b C=d}, as written: a name may be there twice. */
  static String pairs(String keyword, List<Map.Entry<String, String>> pairs) {
    return pairs.stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(Collectors.joining(" ", keyword + " ", ""));
  }

  /** {@code VOLUME [/data /log]}. */
  static String list(String keyword, List<String> values) {
    return keyword + " [" + String.join(" ", values) + "]";
  }

  /** {@code EXPOSE map[443/tcp:{} 80/tcp:{}]}. */
  static String set(String keyword, List<String> values) {
    return values.stream()
        .distinct()
        .sorted()
        .map(value -> value + ":{}")
        .collect(Collectors.joining(" ", keyword + " map[", "]"));
  }

  /** {@code CMD ["nginx" "-g" "daemon off;"]}. */
  static String quoted(String keyword, List<String> values) {
    return keyword + " " + GoQuote.list(values);
  }

  private static String source(CopySource source) {
    return switch (source) {
      case CopySource.FromOrigin(String path, String written) -> written;
      case CopySource.Inline(String name, String content) -> "<<" + name;
      case CopySource.Download(String url) -> url;
    };
  }
}
