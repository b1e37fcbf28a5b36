package dev.sallyport.adapters.http;

import java.util.List;
import java.util.stream.Stream;

/// Texts that have made some program stumble, some of each section of the Big List of Naughty
/// Strings and of what has been invented since.
final class NaughtyStrings {

  private NaughtyStrings() {}

  private static final List<String> WORDS =
      List.of(
          "undefined", "undef", "null", "NULL", "(null)", "nil", "NIL", "true", "false", "True",
          "None", "hasOwnProperty", "then", "constructor", "__proto__", "\\", "\\\\", "toString",
          "valueOf", "default", "class", "admin", "root", "guest", "CON", "PRN", "AUX", "NUL", "COM1",
          "LPT1", "A:", "ZZ:", "DCC SEND STARTKEYLOGGER 0 0 0", "Scunthorpe General Hospital",
          "Lightwater Country Park", "Penistone Community Church", "Dr. Herman I. Libshitz");

  private static final List<String> NUMBERS =
      List.of(
          "0", "1", "1.00", "$1.00", "1/2", "1E2", "1E02", "1E+02", "-1", "-1.00", "-$1.00", "-1/2",
          "-1E2", "1/0", "0/0", "-2147483648/-1", "-9223372036854775808/-1", "-0", "-0.0", "+0",
          "0.00", "0..0", ".", "0.0.0", "0,00", "0,,0", ",", "--1", "-", "-.", "-,", "9".repeat(100),
          "NaN", "Infinity", "-Infinity", "INF", "1#INF", "-1#IND", "1#QNAN", "0x0", "0xffffffff",
          "0xffffffffffffffff", "0xabad1dea", "123456789012345678901234567890123456789", "1,000.00",
          "1 000.00", "1'000.00", "01000", "08", "09", "2.2250738585072011e-308", "012-345", "1e999");

  private static final List<String> SIGNS =
      List.of(
          ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "\u2126\u2248\u00e7\u221a\u222b\u02dc\u00b5",
          "\u00e5\u00df\u2202\u0192\u00a9\u02d9\u2206\u02da\u00ac\u2026\u00e6", "\u00b8\u02db\u00c7",
          "\u2070\u2074\u2075", "\u2080\u2081\u2082", "\u215b\u215c\u215d\u215e", "'", "\"", "''",
          "\"\"", "'\"'", "\"''''\"'\"", "<foo val=\u201cbar\u201d />", "\u0e14\u0e49\u0e49\u0e49",
          "\u0401\u0402\u0403", "\u0660\u0661\u0662", "\u7530\u4e2d\u3055\u3093",
          "\uff21\uff22\uff23", "\u3042\u3044", "\u793e\u6703\u79d1\u5b78\u9662", "\uc0ac\ud68c",
          "\u00e7a va", "\u0250\u0287\u0131\u0283\u0279\u0250", "\ud835\udd13\ud835\udd2f",
          "\u24af\u24a3\u24a0", "\u00af\\_(\u30c4)_/\u00af", "\u0ca0_\u0ca0",
          "(\u256f\u00b0\u25a1\u00b0)\u256f\ufe35 \u253b\u2501\u253b", "\ud83d\ude0d",
          "\ud83d\udc69\ud83c\udffd", "\ud83d\udeb9\ud83d\udeba", "0\ufe0f\u20e3 1\ufe0f\u20e3",
          "\ud83c\uddfa\ud83c\uddf8\ud83c\uddf7", "\u05d1\u05b0\u05bc\u05e8\u05b5",
          "\u0627\u0644\u0635\u0641\u062d", "\ufdfd", "\ufdfa", "\u202a\u202atest\u202a",
          "\u202btest\u202b", "\u2029test\u2029", "test\u2060test\u202b", "\u2066test\u2067", "\u200b",
          "\u180e", "\ufeff", "\u3000", "\u00ad", "\u2423", "\u2421",
          "T\u0325\u0330o\u0353 i\u0321\u0353n\u030f", "\u1680", "\u0085", "\u007f", "\ufffe", "\uffff");

  private static final List<String> SCRIPTS =
      List.of(
          "<script>alert(0)</script>", "&lt;script&gt;alert(1);&lt;/script&gt;",
          "<img src=x onerror=alert(2) />", "<svg><script>123<1>alert(3)</script>",
          "\"><script>alert(4)</script>", "'><script>alert(5)</script>", "</script><script>alert(6)",
          "< / script >", "onfocus=JaVaSCript:alert(9) autofocus", "\" onfocus=alert(10) autofocus ",
          "\uff1cscript\uff1ealert(11)", "<sc<script>ript>", "--><script>", "\";alert(15);t=\"",
          "JavaSCript:alert(17)", "src=JaVaSCript:prompt(132)", "<x onclick=alert(1)>",
          "ABC<div style=\"x\\x3Aexpression(javascript:alert(1)\">DEF", "\\\";alert('XSS');//",
          "<IMG SRC=\"jav&#x09;ascript:alert('XSS');\">", "<!--#exec cmd=\"/bin/echo\"-->",
          "http://a/%%30%30", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "*{7*7}", "@(7*7)",
          "$%7B7*7%7D", "{% debug %}", "{!--", "${{<%[%'\"}}%\\.", "=1+1", "=cmd|' /C calc'!A0",
          "@SUM(1+1)", "+1+1", "-1+1");

  private static final List<String> COMMANDS =
      List.of(
          "1;DROP TABLE users", "1'; DROP TABLE users-- 1", "' OR 1=1 -- 1", "' OR '1'='1", "'; EXEC",
          "%", "_", "' UNION SELECT password FROM users--", "\\'; --", "1 AND SLEEP(5)",
          "'||pg_sleep(5)--", "{\"$gt\":\"\"}", "[$ne]=1", "*)(uid=*))(|(uid=*", "admin)(&)",
          "' or count(/child::node())=1", "<!DOCTYPE foo [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>",
          "<?xml version=\"1.0\"?>", "-", "--", "--version", "--help", "$USER", "/dev/null; touch /x",
          "`touch /x`", "$(touch /x)", "@{[system \"touch /x\"]}", "eval(\"puts 'hello'\")",
          "System(\"ls -al /\")", "Kernel.exec(\"ls\")", "%x('ls -al /')", "$HOME", "$ENV{'HOME'}",
          "%d", "%s%s%s%s%s", "{0}", "%*.*s", "%n%n%n%n", "%@", "File:///", "../../../../etc/passwd%00",
          "../../../../etc/hosts", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini",
          "() { 0; }; touch /x", "() { _; } >_[$($())] { touch /x; }", "<<< %s(un='%s') = %u", "+++ATH0",
          "${jndi:ldap://127.0.0.1/a}", "${${lower:j}ndi:${lower:l}dap://127.0.0.1/a}",
          "#{T(java.lang.Runtime).getRuntime().exec('id')}", "class.module.classLoader", "rO0ABXNy",
          "\u00ac\u00ed\u0000\u0005sr", "O:8:\"stdClass\":0:{}", "!!javax.script.ScriptEngineManager [x]",
          "\r\nSet-Cookie: x=y", "x\r\nFLUSHALL\r\n", "%0d%0aLocation: //evil", "a\nlevel=INFO", "\u001b[2J",
          "\u001b]0;title\u0007", "\b\b\b\b", "Roses are \u001b[0;31mred\u001b[0m", "\u0000", "a\u0000b",
          "Power\u0644\u064f\u0644\u064f\u0635\u0651\u0628\u064f\u0644\u064f\u0644\u0635\u0651\u0628\u064f",
          "\u0c1c\u0c4d\u0c1e\u200c\u0c3e", "\ud83c\udff3\ufe0f\u200d\ud83c\udf08", "a".repeat(1_000));

  static List<String> all() {
    return Stream.of(WORDS, NUMBERS, SIGNS, SCRIPTS, COMMANDS).flatMap(List::stream).toList();
  }
}
