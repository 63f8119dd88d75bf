package com.example.doctor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * How values become JSON here: dates as {@code 2026-11-23}, no HTML escapes, absent means absent.
 */
final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(LocalDate.class, new DateAdapter().nullSafe())
          .disableHtmlEscaping()
          .create();

  private Json() {}

  static String write(Object value) {
    return GSON.toJson(value);
  }

  static <T> T read(Reader json, Class<T> type) {
    return required(GSON.fromJson(json, type));
  }

  static <T> T read(String json, Class<T> type) {
    return required(GSON.fromJson(json, type));
  }

  private static <T> T required(T value) {
    if (value == null) {
      throw new JsonParseException("the document is empty");
    }
    return value;
  }

  private static final class DateAdapter extends TypeAdapter<LocalDate> {
    @Override
    public void write(JsonWriter out, LocalDate date) throws IOException {
      out.value(date.toString());
    }

    @Override
    public LocalDate read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new JsonParseException("not a date (YYYY-MM-DD) at " + in.getPath() + ": " + text, e);
      }
    }
  }
}
