"""What pages say of mail: kinds of letters, and what is wrong with a server and may help."""

from collections.abc import Callable, Mapping

from toolkit.web.language import gettext as _

KINDS: Mapping[str, Callable[[], str]] = {
    "invitation": lambda: _("Invitations"),
    "reminder": lambda: _("Reminder to everybody"),
    "again": lambda: _("Links sent to single people"),
    "results": lambda: _("The results are there"),
    "opened": lambda: _("It has opened: to coordinators and administrators"),
    "extended": lambda: _("It is extended: to coordinators and administrators"),
    "closed": lambda: _("It is closed: to coordinators and administrators"),
}
TITLES: Mapping[str, Callable[[], str]] = {
    "invitation": lambda: _("Send the invitations"),
    "reminder": lambda: _("Send a reminder to everybody"),
}
DONE: Mapping[str, Callable[[], str]] = {
    "asked": lambda: _("The letters are on their way. This page says how far they are."),
    "corrected": lambda: _("The address is corrected, and the letter is sent again."),
    "again": lambda: _("A letter with the person's own link is on its way."),
    "nobody": lambda: _(
        "Nothing is sent: this person has no address, or is withdrawn. A sealed slip can be "
        "printed."
    ),
    "retried": lambda: _("The letters that did not arrive are tried again."),
}
FAULTS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _(
        "The name of the mail server is not found. Look at TOOLKIT_SMTP_HOST, and whether this "
        "machine can look up names."
    ),
    "closed": lambda: _(
        "Nobody answers at this address and port. Look at TOOLKIT_SMTP_HOST and TOOLKIT_SMTP_PORT, "
        "and whether a firewall lets this machine out."
    ),
    "silent": lambda: _(
        "The mail server does not answer in time. The port may be wrong, a firewall may swallow "
        "what is sent, or the server is busy: try again in a minute."
    ),
    "no-tls": lambda: _(
        "The mail server does not offer STARTTLS, so nothing is sent: letters carry people's "
        "links. Ask its administrator for a port with TLS."
    ),
    "certificate": lambda: _(
        "The certificate of the mail server is not trusted. It may have ended, be for another "
        "name, or be signed by an authority that this machine does not know (SSL_CERT_FILE)."
    ),
    "tls": lambda: _(
        "The mail server does not speak TLS on this port. With port 587, TOOLKIT_SMTP_SECURITY is "
        "usually starttls; with 465 it is tls."
    ),
    "login": lambda: _(
        "The mail server does not accept the user and the password, or wants some. Look at "
        "TOOLKIT_SMTP_USER and the file of TOOLKIT_SMTP_PASSWORD_FILE."
    ),
    "sender": lambda: _(
        "The mail server takes no letters from the address in TOOLKIT_MAIL_FROM. Ask its "
        "administrator which address this user may send from."
    ),
    "answer": lambda: _("The mail server answers with an error."),
    "hung-up": lambda: _(
        "The mail server hung up. It may take no letters from this machine, or expect TLS at once "
        "(TOOLKIT_SMTP_SECURITY=tls)."
    ),
}
