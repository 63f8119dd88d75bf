package dev.slipway.workflow.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " : ",
      quoteCharacter = '"',
      value = {
        "main : main : true",
        "main : main2 : false",
        "main : Main : false",
        "feature/* : feature/my-branch : true",
        "feature/* : feature/a/b : false",
        "feature/* : feature/ : true",
        "feature/** : feature/beta-a/my-branch : true",
        "feature/** : feature : false",
        "releases/mona-the-cat : releases/mona-the-cat : true",
        "* : main : true",
        "* : all/the/branches : false",
        "** : all/the/branches : true",
        "*** : a/b : true",
        "*feature : mona-feature : true",
        "*feature : features : false",
        "v2* : v2.0 : true",
        "v2* : v2/x : false",
        "v[12].[0-9]+.[0-9]+ : v1.10.1 : true",
        "v[12].[0-9]+.[0-9]+ : v3.0.0 : false",
        "v[12].[0-9]+.[0-9]+ : v1..0 : false",
        "*.jsx? : page.js : true",
        "*.jsx? : page.jsx : true",
        "*.jsx? : page.jsxx : false",
        "*.jsx? : a/page.jsx : false",
        "**.js : js/index.js : true",
        "**.js : index.js : true",
        "docs/* : docs/README.md : true",
        "docs/* : docs/mona/hello.md : false",
        "docs/** : docs/mona/octocat.txt : true",
        "docs/**/*.md : docs/README.md : true",
        "docs/**/*.md : docs/a/markdown/file.md : true",
        "docs/**/*.md : docs/a.txt : false",
        "**/docs/** : docs/hello.md : true",
        "**/docs/** : dir/docs/my-file.txt : true",
        "**/docs/** : mydocs/x : false",
        "**/README.md : README.md : true",
        "**/README.md : js/README.md : true",
        "**/README.md : js/XREADME.md : false",
        "**/*src/** : a/src/app.js : true",
        "**/*src/** : my-src/code/js/app.js : true",
        "**/*-post.md : my-post.md : true",
        "**/*-post.md : path/their-post.md : true",
        "**/migrate-*.sql : db/sept/migrate-v1.sql : true",
        "a**/b : ax/y/b : true",
        "a**/b : ab : false",
        "a/**/b : a/b : true",
        "a/**/b : ab : false",
        "a/** : a/ : true",
        "ab+c : abbbc : true",
        "ab+c : ac : false",
        "ab?c : ac : true",
        "[abc]? : \"\" : true",
        "[a-cx]+ : abxc : true",
        "[a-] : - : true",
        "[.*] : * : true",
        "[.*] : x : false",
        "c\\+\\+ : c++ : true",
        "\\* : * : true",
        "\\* : x : false",
        "\\!x : !x : true",
        "a\\\\b : a\\b : true",
        "!main : main : true",
        ".github/** : .github/workflows/x.yml : true",
        "*.yml : .travis.yml : true",
        "ü* : über : true",
      })
  void matchesAsDocumented(String pattern, String name, boolean matches) {
    assertThat(FilterPattern.parse(pattern).matches(name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " : ",
      quoteCharacter = '"',
      value = {
        "\"\" : 0 : empty",
        "! : 1 : empty",
        "+a : 0 : '+' has no character before it",
        "!?a : 1 : '?' has no character before it",
        "a*? : 2 : '?' has no character before it",
        "c++ : 2 : write '\\+'",
        "x[ab : 1 : '[' is not closed",
        "x[] : 1 : lists no characters",
        "x[z-a] : 2 : wrong way round",
        "x\\ : 1 : nothing to escape",
      })
  void meaninglessPatternsAreRefused(String pattern, int offset, String message) {
    var error = catchThrowableOfType(FilterException.class, () -> FilterPattern.parse(pattern));
    assertThat(error).hasMessageContaining(message);
    assertThat(error.offset()).isEqualTo(offset);
  }

  @Test
  void onlyALeadingExclamationMarkExcludes() {
    assertThat(FilterPattern.parse("!a").excludes()).isTrue();
    assertThat(FilterPattern.parse("a!").excludes()).isFalse();
    assertThat(FilterPattern.parse("\\!a").excludes()).isFalse();
    assertThat(FilterPattern.parse("!!a").matches("!a")).isTrue();
  }

  @Test
  void manyStarsTakeNoExponentialTime() {
    var pattern = FilterPattern.parse("*a**a".repeat(200) + "b");
    assertThat(pattern.matches("a".repeat(4_000))).isFalse();
  }

  @Test
  void randomPatternsNeverFailOtherwise() {
    var random = new Random(7);
    String alphabet = "ab/*?+[]-\\!.";
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        FilterPattern.parse(text(random, alphabet)).matches(text(random, alphabet));
        parsed++;
      } catch (FilterException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(parsed).isBetween(2_000, 19_000);
  }

  private static String text(Random random, String alphabet) {
    var text = new StringBuilder();
    for (int i = random.nextInt(10); i >= 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
