package dev.slipway.dockerfile.plan;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of EXPOSE as {@code port/protocol}: ranges written out, the protocol in lower case. */
final class PortList {
  private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
  private static final int MAX = 65535;

  private PortList() {}

  static List<String> of(List<String> words, Position position) {
    var ports = new ArrayList<String>();
    for (String word : words) {
      add(ports, word, position);
    }
    return ports;
  }

  private static void add(List<String> ports, String word, Position position) {
    int slash = word.indexOf('/');
    String range = slash < 0 ? word : word.substring(0, slash);
    String protocol = slash < 0 ? "tcp" : word.substring(slash + 1).toLowerCase(Locale.ROOT);
    if (!PROTOCOLS.contains(protocol)) {
      throw invalid(word, "\"" + protocol + "\" is not a protocol", position);
    }
    // The address and the host's port, as in docker run -p, have no meaning in an image.
    String container = range.substring(range.lastIndexOf(':') + 1);
    int dash = container.indexOf('-');
    int first = number(dash < 0 ? container : container.substring(0, dash), word, position);
    int last = dash < 0 ? first : number(container.substring(dash + 1), word, position);
    if (last < first) {
      throw invalid(word, "the range ends before it starts", position);
    }
    for (int port = first; port <= last; port++) {
      ports.add(port + "/" + protocol);
    }
  }

  private static int number(String text, String word, Position position) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(text) : -1;
    if (number < 0 || number > MAX) {
      throw invalid(word, "\"" + text + "\" is not a port number", position);
    }
    return number;
  }

  private static InputException invalid(String word, String problem, Position position) {
    return new InputException(
        position,
        "EXPOSE " + word + ": " + problem,
        "write port, port/udp or a range such as 8000-8010");
  }
}
