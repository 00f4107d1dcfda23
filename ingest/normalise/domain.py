"""Domains: which organisation an address or a web site belongs to.

Free-mail domains are everybody's and public suffixes are nobody's; neither may name an organisation.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import idna
from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")

FREE_MAIL = frozenset(
    """
    126.com 163.com aim.com aol.com att.net bellsouth.net bigfoot.com bluewin.ch bol.com.br
    bt.com btinternet.com comcast.net compuserve.com cox.net earthlink.net email.com excite.com
    fastmail.com fastmail.fm free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hey.com home.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it
    hushmail.com icloud.com inbox.com juno.com laposte.net libero.it live.co.uk live.com live.de
    live.fr mac.com mail.com mail.ru me.com mindspring.com msn.com netscape.net netzero.com
    netzero.net ntlworld.com online.de orange.fr outlook.com outlook.de outlook.fr pacbell.net
    pm.me posteo.de prodigy.net proton.me protonmail.com qq.com rediffmail.com rocketmail.com
    rogers.com sbcglobal.net sfr.fr shaw.ca sky.com swbell.net sympatico.ca t-online.de
    talk21.com tiscali.it tutanota.com usa.net verizon.net virgilio.it wanadoo.fr web.de
    worldnet.att.net yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br
    yahoo.de yahoo.es yahoo.fr yahoo.it yandex.ru ymail.com zoho.com zonnet.nl
    """.split()
)
"""Domains whose mailboxes anybody may have; none maps to an organisation, even if a file claims it."""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=65_536)
def domain(text: str) -> str:
    """Returns the host a web address or domain names, lower-case and in IDNA form.

    Scheme, `www.`, user, port and path go. A bare public suffix (`co.uk`) and text that is no host give
    an empty text.
    """
    host = _SCHEME.sub("", text.strip().lower())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = _ascii(host.strip(". ").removeprefix("www."))
    is_host = "." in host and all(map(_LABEL.fullmatch, host.split(".")))
    return host if is_host and registrable(host) else ""


@lru_cache(maxsize=65_536)
def registrable(host: str) -> str:
    """Returns the part of a host that somebody registered, empty for a bare public suffix."""
    return _suffixes().privatesuffix(host) or ""


def is_free_mail(host: str) -> bool:
    """Tells whether a host belongs to a provider whose mailboxes anybody may have."""
    return any(part in FREE_MAIL for part in suffixes(host))


def suffixes(host: str) -> Iterator[str]:
    """Yields the host and its dot-bounded suffixes of two labels or more, longest first.

    An address belongs to the organisation that claims the first of them.
    """
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels) - 1))


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
