/**
 * The AI Doctor Assistant's API: patients, and a briefing for the doctor who is about to see one.
 *
 * <p>Requests run on virtual threads; everything they share is immutable.
 */
package com.example.doctor;
