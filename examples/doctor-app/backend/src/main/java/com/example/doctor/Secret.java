package com.example.doctor;

/** A value that must not be printed by accident. */
record Secret(String value) {
  String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
