package dev.slipway.node.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FitTest {
  private static final String AWAY =
      """
      {"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
        {"labelSelector":{"matchLabels":{"app":"web"}},"topologyKey":"kubernetes.io/hostname"}]}}}
      """;

  private final List<KubeObject> others = new ArrayList<>();

  private static KubeObject parse(String json) {
    return KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
  }

  private static KubeObject pod(String name, String spec) {
    return parse(
        """
        {"metadata":{"name":"%s","namespace":"n","uid":"%s","labels":{"app":"web"}},"spec":%s}
        """
            .formatted(name, name, spec));
  }

  private void isThere(String name, String spec) {
    KubeObject pod = pod(name, spec);
    others.add(pod.edited(tree -> tree.withObject("/spec").put("nodeName", "slipway")));
  }

  private Verdict verdict(String nodeSpec, String spec) {
    return Fit.of(
        pod("p", spec),
        parse(
            """
            {"metadata":{"name":"slipway",
              "labels":{"kubernetes.io/hostname":"slipway","disk":"ssd","cores":"2"}},
             "spec":%s,
             "status":{"allocatable":
               {"cpu":"2","memory":"1Gi","pods":"3","ephemeral-storage":"10Gi"}}}
            """
                .formatted(nodeSpec)),
        others,
        namespace -> Map.of("team", namespace));
  }

  private String obstacle(String nodeSpec, String spec) {
    return verdict(nodeSpec, spec) instanceof Verdict.Unfit unfit ? unfit.message() : "fits";
  }

  private static String unhelpful(String reason) {
    return "0/1 nodes are available: 1 %s. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
        .formatted(reason);
  }

  private static String nobody(String reasons) {
    return "0/1 nodes are available: %s. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
        .formatted(reasons);
  }

  @Test
  void taintsKeepOutWhoDoesNotTolerateThem() {
    String cordoned = "{\"unschedulable\":true}";
    String tainted = "{\"taints\":[{\"key\":\"gpu\",\"value\":\"yes\",\"effect\":\"NoSchedule\"}]}";
    assertThat(obstacle(cordoned, "{}")).isEqualTo(unhelpful("node(s) were unschedulable"));
    assertThat(obstacle(cordoned, "{\"tolerations\":[{\"operator\":\"Exists\"}]}"))
        .isEqualTo("fits");
    assertThat(obstacle(tainted, "{}"))
        .isEqualTo(unhelpful("node(s) had untolerated taint {gpu: yes}"));
    assertThat(obstacle(tainted, "{\"tolerations\":[{\"key\":\"gpu\",\"value\":\"no\"}]}"))
        .startsWith("0/1");
    assertThat(obstacle(tainted, "{\"tolerations\":[{\"key\":\"gpu\",\"value\":\"yes\"}]}"))
        .isEqualTo("fits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'key':'disk','operator':'In','values':['ssd']}; true",
        "{'key':'disk','operator':'NotIn','values':['ssd']}; false",
        "{'key':'gpu','operator':'Exists'}; false",
        "{'key':'gpu','operator':'DoesNotExist'}; true",
        "{'key':'cores','operator':'Gt','values':['1']}; true",
        "{'key':'cores','operator':'Lt','values':['2']}; false",
      },
      quoteCharacter = '"')
  void wantsTheNodeByItsLabels(String expression, boolean fits) {
    String affinity =
        "{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':[%s]}]}}}}"
            .formatted(expression)
            .replace('\'', '"');
    assertThat(obstacle("{}", affinity))
        .isEqualTo(fits ? "fits" : unhelpful("node(s) didn't match Pod's node affinity/selector"));
  }

  @Test
  void goesOnlyWhereItsSelectorLeads() {
    assertThat(obstacle("{}", "{\"nodeSelector\":{\"disk\":\"ssd\"}}")).isEqualTo("fits");
    assertThat(obstacle("{}", "{\"nodeSelector\":{\"disk\":\"ssd\",\"cores\":\"4\"}}"))
        .isEqualTo(unhelpful("node(s) didn't match Pod's node affinity/selector"));
  }

  @Test
  void whatRunningAPodCostsCountsBesideItsContainers() {
    String half = "\"containers\":[{\"resources\":{\"requests\":{\"memory\":\"512Mi\"}}}]";
    assertThat(obstacle("{}", "{\"overhead\":{\"memory\":\"512Mi\"}," + half + "}"))
        .isEqualTo("fits");
    assertThat(obstacle("{}", "{\"overhead\":{\"memory\":\"513Mi\"}," + half + "}"))
        .contains("Insufficient memory");
  }

  @Test
  void countsMemoryAndPodsAndSharesProcessors() {
    String spec = "{\"containers\":[{\"resources\":{\"requests\":{%s}}}]}";
    assertThat(obstacle("{}", spec.formatted("\"cpu\":\"2001m\",\"memory\":\"2Gi\"")))
        .isEqualTo(nobody("1 Insufficient cpu, 1 Insufficient memory"));
    assertThat(obstacle("{}", spec.formatted("\"nvidia.com/gpu\":\"1\"")))
        .isEqualTo(nobody("1 Insufficient nvidia.com/gpu"));
    isThere("a", spec.formatted("\"cpu\":\"2\",\"memory\":\"600Mi\""));
    assertThat(obstacle("{}", spec.formatted("\"cpu\":\"2\",\"memory\":\"424Mi\"")))
        .isEqualTo("fits");
    assertThat(obstacle("{}", spec.formatted("\"memory\":\"425Mi\"")))
        .isEqualTo(nobody("1 Insufficient memory"));
    isThere("b", "{}");
    isThere("c", "{}");
    assertThat(obstacle("{}", "{}")).isEqualTo(nobody("1 Too many pods"));
  }

  @Test
  void initContainersNeedTheirMemoryOnlyBeforeTheOthers() {
    String all =
        """
        {"initContainers":[
           {"restartPolicy":"Always","resources":{"requests":{"memory":"100Mi"}}},
           {"resources":{"requests":{"memory":"%s"}}}],
         "containers":[{"resources":{"requests":{"memory":"300Mi"}}},
                       {"resources":{"requests":{"memory":"300Mi"}}}]}
        """;
    assertThat(obstacle("{}", all.formatted("924Mi"))).isEqualTo("fits");
    assertThat(obstacle("{}", all.formatted("925Mi"))).contains("Insufficient memory");
  }

  @Test
  void thoseThatMustBeApartAre() {
    assertThat(obstacle("{}", AWAY)).isEqualTo("fits");
    isThere("a", "{}");
    assertThat(obstacle("{}", AWAY))
        .isEqualTo(nobody("1 node(s) didn't match pod anti-affinity rules"));
    others.clear();
    isThere("a", AWAY);
    assertThat(obstacle("{}", "{}"))
        .isEqualTo(nobody("1 node(s) didn't satisfy existing pods anti-affinity rules"));
    others.replaceAll(o -> o.edited(tree -> tree.withObject("/status").put("phase", "Succeeded")));
    assertThat(obstacle("{}", "{}")).isEqualTo("fits");
  }

  @Test
  void thoseThatMustBeTogetherWaitForTheOther() {
    String together = AWAY.replace("podAntiAffinity", "podAffinity");
    String toOther = together.replace("web", "db");
    assertThat(obstacle("{}", together)).isEqualTo("fits");
    assertThat(obstacle("{}", toOther))
        .isEqualTo(nobody("1 node(s) didn't match pod affinity rules"));
    others.add(
        parse(
            """
            {"metadata":{"name":"db","namespace":"n","uid":"db","labels":{"app":"db"}},
             "spec":{"nodeName":"slipway"}}
            """));
    assertThat(obstacle("{}", toOther)).isEqualTo("fits");
  }

  @Test
  void oneNodeIsEnoughToSpreadOverUnlessMoreAreDemanded() {
    String spread =
        """
        {"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"%s",
          "whenUnsatisfiable":"DoNotSchedule"%s,"labelSelector":{"matchLabels":{"app":"web"}}}]}
        """;
    isThere("a", "{}");
    assertThat(obstacle("{}", spread.formatted("kubernetes.io/hostname", ""))).isEqualTo("fits");
    assertThat(obstacle("{}", spread.formatted("kubernetes.io/hostname", ",\"minDomains\":2")))
        .isEqualTo(nobody("1 node(s) didn't match pod topology spread constraints"));
    assertThat(obstacle("{}", spread.formatted("topology.kubernetes.io/zone", "")))
        .contains("(missing required label)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "other"})
  void waitsForGatesAndOtherSchedulers(String scheduler) {
    Verdict verdict =
        verdict(
            "{}",
            scheduler.isEmpty()
                ? "{\"schedulingGates\":[{\"name\":\"g\"}]}"
                : "{\"schedulerName\":\"other\"}");
    assertThat(verdict)
        .isEqualTo(scheduler.isEmpty() ? new Verdict.Gated() : new Verdict.Foreign("other"));
  }
}
