package dev.slipway.oci.client;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@code WWW-Authenticate} header asks for (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  static Challenge parse(String header) {
    int space = header.indexOf(' ');
    if (space < 0) {
      return new Challenge(header.toLowerCase(Locale.ROOT), Map.of());
    }
    var parameters = new HashMap<String, String>();
    int at = space + 1;
    while (at < header.length()) {
      int equals = header.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String name = header.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      boolean quoted = header.startsWith("\"", equals + 1);
      int start = quoted ? equals + 2 : equals + 1;
      int end = header.indexOf(quoted ? '"' : ',', start);
      end = end < 0 ? header.length() : end;
      parameters.put(name, header.substring(start, end).strip());
      int comma = header.indexOf(',', end);
      at = comma < 0 ? header.length() : comma + 1;
    }
    return new Challenge(header.substring(0, space).toLowerCase(Locale.ROOT), parameters);
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
