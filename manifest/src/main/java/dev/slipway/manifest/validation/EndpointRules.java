package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules of Endpoints and EndpointSlices. */
final class EndpointRules {
  private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private EndpointRules() {}

  static void endpoints(JsonNode tree, Problems problems) {
    int index = 0;
    for (JsonNode subset : tree.path("subsets")) {
      String at = "subsets[" + index++ + "]";
      if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
        problems.add(FieldProblem.required(at, "must specify `addresses` or `notReadyAddresses`"));
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        int each = 0;
        for (JsonNode address : subset.path(list)) {
          address(address, at + "." + list + "[" + each++ + "]", problems);
        }
      }
      int each = 0;
      boolean named = subset.path("ports").size() > 1;
      for (JsonNode port : subset.path("ports")) {
        String path = at + ".ports[" + each++ + "]";
        if (named && port.path("name").asString("").isEmpty()) {
          problems.add(FieldProblem.required(path + ".name", ""));
        }
        port(port, path, problems);
      }
    }
  }

  private static void address(JsonNode address, String at, Problems problems) {
    ip(address.path("ip").asString(""), at + ".ip", problems);
    label(address, "hostname", at, problems);
    String node = address.path("nodeName").asString("");
    if (!node.isEmpty()) {
      problems.name(node, at + ".nodeName", Names::subdomain);
    }
  }

  private static void label(JsonNode node, String field, String at, Problems problems) {
    String name = node.path(field).asString("");
    if (!name.isEmpty()) {
      problems.name(name, at + "." + field, Names::label);
    }
  }

  private static void port(JsonNode port, String at, Problems problems) {
    label(port, "name", at, problems);
    problems.port(port.path("port"), at + ".port");
    if (port.path("protocol").asString("").isEmpty()) {
      problems.add(FieldProblem.required(at + ".protocol", ""));
    } else {
      problems.oneOf(port, "protocol", at, PROTOCOLS);
    }
    String application = port.path("appProtocol").asString("");
    if (!application.isEmpty()) {
      problems.name(application, at + ".appProtocol", Names::qualified);
    }
  }

  /** An address that leads to another machine. */
  private static void ip(String ip, String path, Problems problems) {
    if (!Addresses.isAddress(ip)) {
      problems.add(FieldProblem.invalidText(path, ip, Addresses.WANTED));
      return;
    }
    String why = "";
    String lower = ip.toLowerCase(java.util.Locale.ROOT);
    if (ip.equals("0.0.0.0") || ip.matches("[0:]+")) {
      why = "may not be unspecified (" + ip + ")";
    } else if (ip.startsWith("127.") || ip.equals("::1")) {
      why = "may not be in the loopback range (127.0.0.0/8, ::1/128)";
    } else if (ip.startsWith("169.254.") || lower.matches("fe[89ab].:.*")) {
      why = "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
    } else if (ip.startsWith("224.0.0.") || lower.matches("ff[0-9a-f]2:.*")) {
      why = "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";
    }
    if (!why.isEmpty()) {
      problems.add(FieldProblem.invalidText(path, ip, why));
    }
  }

  static void slice(JsonNode tree, Problems problems) {
    String type = tree.path("addressType").asString("");
    if (type.isEmpty()) {
      problems.add(FieldProblem.required("addressType", ""));
    } else if (!ADDRESS_TYPES.contains(type)) {
      problems.add(FieldProblem.notSupported("addressType", type, ADDRESS_TYPES));
    }
    int index = 0;
    for (JsonNode endpoint : tree.path("endpoints")) {
      String at = "endpoints[" + index++ + "]";
      if (endpoint.path("addresses").isEmpty()) {
        problems.add(FieldProblem.required(at + ".addresses", "must contain at least 1 address"));
      }
      int each = 0;
      for (JsonNode address : endpoint.path("addresses")) {
        String path = at + ".addresses[" + each++ + "]";
        if (type.equals("FQDN")) {
          problems.name(address.asString(""), path, Names::subdomain);
        } else if (type.startsWith("IP")) {
          ip(address.asString(""), path, problems);
        }
      }
      label(endpoint, "hostname", at, problems);
    }
    index = 0;
    var names = new HashSet<String>();
    for (JsonNode port : tree.path("ports")) {
      String at = "ports[" + index++ + "]";
      String name = port.path("name").asString("");
      if (!names.add(name)) {
        problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
      }
      if (port.has("port")) {
        port(port, at, problems);
      }
    }
  }
}
