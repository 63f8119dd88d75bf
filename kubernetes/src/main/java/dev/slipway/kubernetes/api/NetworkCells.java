package dev.slipway.kubernetes.api;

import static dev.slipway.kubernetes.api.SimpleCells.age;
import static dev.slipway.kubernetes.api.SimpleCells.orNone;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rows of the kinds about traffic. */
final class NetworkCells {
  private static final int SHOWN = 3;
  private static final String UNSET = "<unset>";

  private NetworkCells() {}

  static List<Object> service(KubeObject o, Instant now) {
    return List.of(
        o.name(),
        o.spec().path("type").asString(""),
        orNone(o.spec().path("clusterIP").asString("")),
        external(o),
        servicePorts(o),
        age(o, now),
        orNone(LabelSelector.ofLabels(KubeObject.strings(o.spec().path("selector"))).toString()));
  }

  private static String external(KubeObject service) {
    JsonNode spec = service.spec();
    String addresses =
        String.join(",", spec.path("externalIPs").valueStream().map(n -> n.asString("")).toList());
    return switch (spec.path("type").asString("")) {
      case "ExternalName" -> spec.path("externalName").asString("");
      case "LoadBalancer" -> {
        String given = balancer(service.status());
        String all = addresses.isEmpty() ? given : given + (given.isEmpty() ? "" : ",") + addresses;
        yield all.isEmpty() ? "<pending>" : all;
      }
      default -> orNone(addresses);
    };
  }

  private static String balancer(JsonNode status) {
    var all = new LinkedHashSet<String>();
    for (JsonNode point : status.path("loadBalancer").path("ingress")) {
      String ip = point.path("ip").asString("");
      all.add(ip.isEmpty() ? point.path("hostname").asString("") : ip);
    }
    return String.join(",", all);
  }

  private static String servicePorts(KubeObject service) {
    var all = new ArrayList<String>();
    for (JsonNode port : service.spec().path("ports")) {
      int node = port.path("nodePort").asInt(0);
      String number = Integer.toString(port.path("port").asInt(0));
      all.add((node > 0 ? number + ":" + node : number) + "/" + port.path("protocol").asString(""));
    }
    return orNone(String.join(",", all));
  }

  static List<Object> endpoints(KubeObject o, Instant now) {
    var all = new ArrayList<String>();
    for (JsonNode subset : o.at("/subsets")) {
      for (JsonNode address : subset.path("addresses")) {
        String ip = address.path("ip").asString("");
        if (subset.path("ports").isEmpty()) {
          all.add(ip);
        }
        for (JsonNode port : subset.path("ports")) {
          all.add(ip + ":" + port.path("port").asInt(0));
        }
      }
    }
    return List.of(o.name(), orNone(shortened(all)), age(o, now));
  }

  static List<Object> endpointSlice(KubeObject o, Instant now) {
    var ports = new ArrayList<String>();
    for (JsonNode port : o.at("/ports")) {
      ports.add(port.path("port").isNumber() ? port.path("port").asString("") : "*");
    }
    var addresses = new ArrayList<String>();
    for (JsonNode endpoint : o.at("/endpoints")) {
      endpoint.path("addresses").forEach(a -> addresses.add(a.asString("")));
    }
    return List.of(
        o.name(),
        o.at("/addressType").asString(""),
        ports.isEmpty() ? UNSET : shortened(ports),
        addresses.isEmpty() ? UNSET : shortened(addresses),
        age(o, now));
  }

  private static String shortened(List<String> all) {
    if (all.size() <= SHOWN) {
      return String.join(",", all);
    }
    return String.join(",", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
  }

  static List<Object> ingress(KubeObject o, Instant now) {
    var hosts = new ArrayList<String>();
    for (JsonNode rule : o.spec().path("rules")) {
      String host = rule.path("host").asString("");
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    String ports = o.spec().path("tls").isEmpty() ? "80" : "80, 443";
    return List.of(
        o.name(),
        orNone(o.spec().path("ingressClassName").asString("")),
        hosts.isEmpty() ? "*" : shortened(hosts),
        balancer(o.status()),
        ports,
        age(o, now));
  }

  static List<Object> ingressClass(KubeObject o, Instant now) {
    JsonNode parameters = o.spec().path("parameters");
    String group = parameters.path("apiGroup").asString("");
    String text =
        parameters.path("kind").asString("")
            + (group.isEmpty() ? "" : "." + group)
            + "/"
            + parameters.path("name").asString("");
    return List.of(
        o.name(),
        o.spec().path("controller").asString(""),
        parameters.isObject() ? text : SimpleCells.NONE,
        age(o, now));
  }
}
