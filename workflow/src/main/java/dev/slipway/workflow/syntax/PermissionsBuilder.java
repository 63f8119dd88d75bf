package dev.slipway.workflow.syntax;

import dev.slipway.workflow.syntax.Permissions.Access;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code permissions:} as a word or by scope. */
final class PermissionsBuilder {
  private PermissionsBuilder() {}

  static Permissions build(Data data) {
    String word = Fields.text(data).orElse("");
    if (word.equals("read-all")) {
      return Permissions.READ_ALL;
    }
    if (word.equals("write-all")) {
      return Permissions.WRITE_ALL;
    }
    Map<String, Access> scopes = new LinkedHashMap<>();
    for (Fields.Field field : Fields.of(data).all()) {
      scopes.put(field.name(), access(Fields.text(field.value()).orElse("none")));
    }
    return new Permissions(scopes);
  }

  private static Access access(String word) {
    for (Access access : Access.values()) {
      if (access.name().toLowerCase(Locale.ROOT).equals(word)) {
        return access;
      }
    }
    return Access.NONE;
  }
}
