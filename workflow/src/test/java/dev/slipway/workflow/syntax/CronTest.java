package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * *    | 2026-01-01T00:00Z | 2026-01-01T00:15Z",
        "0 3 * * *       | 2026-01-01T03:00Z | 2026-01-02T03:00Z",
        "30 5 * * 1-5    | 2026-01-02T12:00Z | 2026-01-05T05:30Z",
        "0 0 1 JAN *     | 2026-01-01T00:00Z | 2027-01-01T00:00Z",
        "0 12 29 2 *     | 2026-01-01T00:00Z | 2028-02-29T12:00Z",
        "0 0 13 * FRI    | 2026-02-01T00:00Z | 2026-02-06T00:00Z",
        "0 0 * * 7       | 2026-01-01T00:00Z | 2026-01-04T00:00Z",
        "5,35 8-10/2 * * * | 2026-01-01T08:35Z | 2026-01-01T10:05Z",
        "59 23 31 12 *   | 2026-12-31T23:58Z | 2026-12-31T23:59Z",
      })
  void theNextStartComesAfterTheMoment(String cron, ZonedDateTime after, ZonedDateTime expected) {
    assertThat(Cron.parse(cron).next(after).map(ZonedDateTime::toInstant))
        .contains(expected.toInstant());
  }

  @Test
  void theTimeZoneIsThatOfTheMoment() {
    ZonedDateTime after = ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));
    assertThat(Cron.parse("0 3 * * *").next(after).orElseThrow().toInstant())
        .hasToString("2026-07-02T01:00:00Z");
  }

  @Test
  void anHourThatDaylightSavingSkipsIsNotFoundThatDay() {
    ZonedDateTime before = ZonedDateTime.of(2026, 3, 28, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));
    assertThat(Cron.parse("30 2 * * *").next(before).orElseThrow().toLocalDateTime())
        .hasToString("2026-03-30T02:30");
  }

  @Test
  void aDayThatNeverComesHasNoNext() {
    ZonedDateTime now = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC"));
    assertThat(Cron.parse("0 0 31 2 *").next(now)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "1//2 * * * *",
        "@daily",
        "1- * * * *"
      })
  void nonsenseIsRefused(String cron) {
    assertThatThrownBy(() -> Cron.parse(cron)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * * | true",
        "*/4 * * * * | true",
        "*/5 * * * * | false",
        "0 * * * * | false",
        "2,58 * * * * | true",
        "2,58 3 * * * | false"
      })
  void fiveMinutesAreTheLeast(String cron, boolean tooOften) {
    assertThat(Cron.parse(cron).isTooOften()).isEqualTo(tooOften);
  }
}
