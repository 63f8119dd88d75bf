package dev.slipway.manifest.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.manifest.patch.PatchException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** RFC 6902, quotes written as apostrophes. */
class JsonPatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|{'op':'add','path':'/b','value':2}|{'a':1,'b':2}",
        "{'a':[1,3]}|{'op':'add','path':'/a/1','value':2}|{'a':[1,2,3]}",
        "{'a':[1]}|{'op':'add','path':'/a/-','value':2}|{'a':[1,2]}",
        "{'a':[1,2]}|{'op':'add','path':'/a/-1','value':3}|{'a':[1,2,3]}",
        "{'a':1}|{'op':'add','path':'/a','value':{'x':[]}}|{'a':{'x':[]}}",
        "{'a':1}|{'op':'add','path':'','value':[1]}|[1]",
        "{'a':1,'b':2}|{'op':'remove','path':'/a'}|{'b':2}",
        "{'a':[1,2,3]}|{'op':'remove','path':'/a/-1'}|{'a':[1,2]}",
        "{'a':1}|{'op':'replace','path':'/a','value':null}|{'a':null}",
        "{'a':1}|{'op':'replace','path':'/b','value':1}|{'a':1,'b':1}",
        "{'a':1}|{'op':'replace','path':'/a'}|{'a':null}",
        "{'a':{'b':1},'c':{}}|{'op':'move','from':'/a/b','path':'/c/d'}|{'a':{},'c':{'d':1}}",
        "{'a':{'b':1}}|{'op':'copy','from':'/a','path':'/c'}|{'a':{'b':1},'c':{'b':1}}",
        "{'a/b':1,'m~n':2}|{'op':'replace','path':'/a~1b','value':3}|{'a/b':3,'m~n':2}",
        "{'m~n':2}|{'op':'remove','path':'/m~0n'}|{}",
        "{'a':1}|{'op':'test','path':'/a','value':1.0}|{'a':1}",
        "{'a':1}|{'op':'test','path':'/nope','value':null}|{'a':1}",
        "{'':1}|{'op':'replace','path':'/','value':2}|{'':2}",
      })
  void operationsApply(String before, String operation, String after) {
    JsonNode target = json(before);

    assertThat(JsonPatch.parse(json("[" + operation + "]")).apply(target)).isEqualTo(json(after));
    assertThat(target).isEqualTo(json(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|{'op':'remove','path':'/b'}",
        "{'a':[1]}|{'op':'replace','path':'/a/3','value':1}",
        "{'a':1}|{'op':'add','path':'/b/c','value':1}",
        "{'a':[1]}|{'op':'add','path':'/a/5','value':1}",
        "{'a':[1]}|{'op':'add','path':'/a/x','value':1}",
        "{'a':[1]}|{'op':'remove','path':'/a/1'}",
        "{'a':1}|{'op':'move','from':'/x','path':'/y'}",
        "{'a':1}|{'op':'test','path':'/a','value':2}",
        "{'a':1}|{'op':'test','path':'/b','value':2}",
      })
  void whatDoesNotFitIsRefused(String before, String operation) {
    JsonPatch patch = JsonPatch.parse(json("[" + operation + "]"));

    assertThatThrownBy(() -> patch.apply(json(before)))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_APPLICABLE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'add'}",
        "[5]",
        "[{'op':'jump','path':'/a'}]",
        "[{'op':'add','value':1}]",
        "[{'op':'move','path':'/a'}]",
        "[{'op':'remove','path':'a'}]",
      })
  void whatIsNoPatchIsRefused(String patch) {
    assertThatThrownBy(() -> JsonPatch.parse(json(patch)))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "test");
  }
}
