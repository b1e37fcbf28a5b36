package dev.sallyport.bootstrap;

import java.util.ArrayList;
import java.util.List;

/// What to type first: a user, then login, refresh and logout by curl, each a line that works as
/// pasted. The start prints them, the README shows them, and a test runs them.
///
/// They are for bash and zsh, and for every curl since 7.55. No secret stands in an argument, where
/// other users of the machine could read it, or in a file; a cookie jar would be one, and curl before
/// 7.79 keeps no Secure cookie of `http://localhost` in it.
///
/// @param command how this program was started, fit for a shell
/// @param publicUrl the origin that browsers see
record FirstSteps(String command, String publicUrl) {

  /// From the answer before, its cookies and the CSRF token, as header lines.
  private static final String COOKIES_AND_CSRF_TOKEN =
      "printf '%s\\n' \"$A\" | awk -F'[ ;]' '"
          + "tolower($1) == \"set-cookie:\" {c = c s $2; s = \"; \"} "
          + "/__Host-csrf=/ {t = substr($2, 13)} "
          + "END {print \"Cookie: \" c; print \"X-CSRF-Token: \" t}'";

  private static final String SHOW = "; printf '%s\\n' \"$A\"";

  /// The line that adds the user of the other lines; asks for a password.
  String addUser() {
    return command + " user add alice";
  }

  /// The line that logs in; asks for the password and keeps the answer in `$A`.
  String logIn() {
    return "printf 'Password: '; IFS= read -rs P; echo; A=$(printf %s \"$P\""
        + " | sed 's/[\\\\\"]/\\\\&/g; s/.*/{\"username\":\"alice\",\"password\":\"&\"}/'"
        + " | curl -sSi -H 'Content-Type: application/json' -d @- "
        + publicUrl
        + "/auth/login)"
        + SHOW;
  }

  /// The line that refreshes, with the cookies of the answer before.
  String refresh() {
    return "A=$("
        + COOKIES_AND_CSRF_TOKEN
        + " | curl -sSi -X POST -H @- "
        + publicUrl
        + "/auth/refresh)"
        + SHOW;
  }

  /// The line that logs out.
  String logOut() {
    return "A=$("
        + COOKIES_AND_CSRF_TOKEN
        + " | curl -sSi -X POST -H @- "
        + publicUrl
        + "/auth/logout)"
        + SHOW;
  }

  /// As the start prints it.
  ///
  /// @param ink what lets stand out what can be pasted or looked at
  List<String> lines(Ink ink) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "",
                "There is no user yet. Add one, in another terminal and this directory:",
                "",
                ink.command(addUser()),
                "",
                "Then log in, refresh and log out, one line after the other:",
                "",
                ink.command(logIn()),
                ink.command(refresh()),
                ink.command(logOut()),
                ""));
    if (publicUrl.startsWith("http:")) { // of this machine alone, as the demo is
      lines.add(
          "To watch all that in a browser, set demo = true and open "
              + ink.address(publicUrl + "/demo"));
    }
    lines.add("To read on, where you have Sallyport from: " + ink.address("docs/README.md"));
    lines.add("");
    return lines;
  }
}
