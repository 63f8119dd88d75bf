package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class UnsupportedTest {
  private static String of(String spec, String container) {
    String text =
        "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'main'%s}]%s}}"
            .formatted(container, spec)
            .replace('\'', '"');
    KubeObject pod =
        KubeObject.of((ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8), "pod"));
    return Unsupported.in(pod, ContainerDefinition.main(pod).getFirst()).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'runtimeClassName':'gvisor'; runtimeClassName",
        "'hostUsers':false; hostUsers",
        "'os':{'name':'windows'}; spec.os.name",
        "'hostPID':true; hostPID",
        "'resourceClaims':[{'name':'a'}]; resourceClaims",
        "'securityContext':{'windowsOptions':{}}; spec.securityContext.windowsOptions",
        "'securityContext':{'seccompProfile':{'type':'Localhost'}}; seccompProfile.type Localhost",
      })
  void refusesWhatAPodCannotHaveByItsName(String field, String name) {
    assertThat(of("," + field, "")).contains(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'securityContext':{'procMount':'Unmasked'}; procMount Unmasked",
        "'securityContext':{'appArmorProfile':{'type':'Localhost'}}; appArmorProfile.type Localhost",
        "'ports':[{'hostPort':80}]; the hostPort 80",
        "'volumeDevices':[{'name':'a'}]; volumeDevices of container main",
        "'resources':{'claims':[{'name':'a'}]}; resources.claims",
        "'volumeMounts':[{'mountPath':'/a','mountPropagation':'HostToContainer'}]; mountPropagation HostToContainer of the mount at /a",
        "'volumeMounts':[{'mountPath':'/a','recursiveReadOnly':'Enabled'}]; recursiveReadOnly",
      })
  void refusesWhatAContainerCannotHaveByItsName(String field, String name) {
    assertThat(of("", "," + field)).contains(name);
  }

  @Test
  void asksNothingOfWhoSaysTheDefaultAloud() {
    assertThat(
            of(
                ",'shareProcessNamespace':false,'hostUsers':true,'os':{'name':'linux'}",
                ",'securityContext':{'procMount':'Default','seccompProfile':{'type':'RuntimeDefault'}},"
                    + "'volumeMounts':[{'mountPath':'/a','mountPropagation':'None',"
                    + "'recursiveReadOnly':'IfPossible'}]"))
        .isEmpty();
  }
}
