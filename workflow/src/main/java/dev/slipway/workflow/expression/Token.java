package dev.slipway.workflow.expression;

/**
 * One word of an expression.
 *
 * @param text as written
 * @param offset of its first character, from 0
 */
record Token(TokenType type, String text, int offset) {}
