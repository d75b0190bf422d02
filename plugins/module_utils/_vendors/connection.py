# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all vendors' gateways share. Private to oncall.routing."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from .._http.redact import MASK, Redactor
from .._http.trust import trusted
from .._resource.problems import Barred, Gone, InputError, Rejected, RoutingError, Unclear
from .._resource.vendor import Option


def common_options(timeout=30):
    """Connection options every vendor has."""
    return [
        Option("validate_certs", "Whether the certificate of the server is checked.", type="bool", default=True),
        Option("ca_path", "A file or folder with certificates of authorities to trust instead of those that C(requests) brings.", type="path"),
        Option("timeout", "Seconds one request may take.", type="int", default=timeout, least=1),
        Option("retries", ["How often a request is tried again after the first time, where it may be tried again:"
                           " connection errors, answers that broke on the way, HTTP 408, 425, 429, 502 to 504 and 520 to 524, HTTP 500 where"
                           " repeating does no harm, and the vendor's own codes for \"later\".",
                           "A create is never blindly repeated: after an unclear outcome the list is read again."],
               type="int", default=5, least=0),
        Option("max_wait", "The most seconds one task may spend waiting on rate limits and between tries.", type="int", default=300, least=0),
    ]


#: Seconds for which a list serves the next item of a loop.
KEEP_LISTS = 30.0


class Gateway:
    """Speaks to one vendor for one task. A subclass says what the verbs are; see ``rows``, ``create``, ``update``, ``delete``.

    options: the connection options of the task, environment already applied.
    """

    #: options that hold secrets, for the redactor
    secret_options = ()
    vendor = ""
    #: seconds: first pause between tries, and after a refusal for now without Retry-After
    backoff = 0.5
    throttle = 1.0
    #: whether waiting for the vendor's limit is bounded by max_wait alone, not by retries
    patient = False
    #: whether the task deletes what others still use, for a vendor that asks
    force = False
    #: whether a refused write says what was sent, for a vendor whose refusals do not say why
    tells_what_was_sent = False

    def __init__(self, options, headers=None, base_url=None, rate_limit=0):
        # requests costs 50 ms to import, so only now, when the task's arguments are known to be good
        from .._http import client
        if not client.HAS_REQUESTS:
            raise MissingRequests(client.REQUESTS_ERROR)
        self.http = client
        self.options = options
        self.redactor = Redactor(options.get(name) for name in self.secret_options)
        self.retries = options["retries"]
        self.client = client.Client(
            self.vendor, base_url or options["api_url"], self.judge, self.redactor, headers=headers, timeout=options["timeout"],
            retries=options["retries"], max_wait=options["max_wait"], rate_limit=rate_limit, backoff=self.backoff, throttle=self.throttle,
            patient=self.patient,
            verify=trusted(options.get("ca_path")) if options["validate_certs"] else False)
        self._cache = {}
        self._former = {}  # lists that are no longer true, for the rows in them that still are
        self._times = {}
        self._objects = {}
        self._lock = threading.Lock()
        self._read_at = {}  # when the lists were read by which a task plans

    # --- what a vendor fills in ----------------------------------------------------------------------------------------------

    def judge(self, answer):
        """None, or the Refusal an answer means."""
        raise NotImplementedError

    def fetch(self, kind):
        """All rows of a kind, all pages."""
        raise NotImplementedError

    def create(self, resource, body):
        """Creates and returns what the vendor answered, as a row; {} when it says nothing."""
        raise NotImplementedError

    def update(self, resource, ident, body):
        raise NotImplementedError

    def delete(self, resource, ident):
        raise NotImplementedError

    # --- what the engine uses ------------------------------------------------------------------------------------------------

    def rows(self, kind, fresh=False):
        """The rows of a kind; read once in a task, and again only when asked for fresh ones."""
        if kind.options.get("parts"):
            return [row for part in kind.options["parts"] for row in self.rows(part, fresh)]
        key = _key(kind)
        with self._lock:
            if fresh or key not in self._cache:
                before, found = self._cache.get(key) or self._former.pop(key, {}), _distinct(kind, self.fetch(kind))
                # a row that says what it said stays the same one, so that what was made of it serves on
                self._cache[key] = {ident: before[ident] if before.get(ident) == row else row for ident, row in found.items()}
                self._times[key] = time.monotonic()
                if fresh or key not in self._read_at:
                    self._read_at[key] = self._times[key]
            rows = list(self._cache[key].values())
        expand = kind.options.get("expand")
        return expand(rows) if expand else rows

    def read(self, resource, row):
        """A row as an object, which nobody may change. It is made once for as long as the row stays the same."""
        key = (resource.kind, resource.ident(row))
        kept = self._objects.get(key)
        if kept is None or kept[0] is not row:
            kept = self._objects[key] = (row, resource.read(row))
        return kept[1]

    def at_hand(self, kind):
        """Whether the list of a kind was read already."""
        return _key(kind) in self._cache

    # --- from one task to the next -------------------------------------------------------------------------------------------

    def again(self):
        """Begins another task on the same connection: counts from nought, and keeps only lists that are young enough."""
        self.client.begin()
        self._drop({key for key, at in self._times.items() if time.monotonic() - at > KEEP_LISTS})
        self._read_at = dict(self._times)

    def forget(self):
        """Drops all that was read, after something went wrong."""
        self._objects.clear()
        self._drop(set(self._times))
        self._former.clear()

    def at_once(self, work, items, most):
        """What ``work`` returns for each of the items, for so many at the same time."""
        pool, wait = ThreadPoolExecutor(max_workers=most), True
        try:
            return list(pool.map(work, items))
        except RoutingError:
            raise
        except BaseException:
            # a time-out of the task, for one: threads that wait are not to go on asking, and what is on its way is not waited for
            self.client.stop()
            wait = False
            raise
        finally:
            pool.shutdown(wait=wait)

    def close(self):
        """Nothing is asked any more."""
        self.forget()
        self.client.session.close()

    def _drop(self, keys):
        for key in keys & set(self._cache):
            self._former[key] = self._cache.pop(key)
            self._times.pop(key, None)

    def wrote(self, resource):
        """An object was written, or may have been: its list has to be read again, and those that it touches."""
        with self._lock:
            # rows that are parts of others are made from a list that is not theirs
            touched = None if resource.touches is None else {_key(part) for name in resource.touches for part in _parts(resource.vendor.kinds[name])}
            self._drop(set(self._times) if touched is None else touched | {_key(part) for part in _parts(resource)})

    def deleted(self):
        """An object is gone; what else went with it, or refers to it no longer, has to be read again."""
        with self._lock:
            self._drop(set(self._times))

    def age(self, kind):
        """Seconds since the objects of a kind were read for the plan, or again since."""
        times = [self._read_at[key] for key in map(_key, _parts(kind)) if key in self._read_at]
        return time.monotonic() - min(times) if times else 0.0

    def pause(self, attempt, again=True):
        """Waits before a create is tried once more, or before another look."""
        try:
            self.client.sleep_within_budget(min(self.http.MOST_BACKOFF, self.backoff * 2 ** attempt))
        except self.http.Refusal as refusal:
            raise self._explain(refusal, "")
        self.client.repeats += again

    def forecast(self, requests):
        """Seconds after which so many more requests are sent, for all that the client knows of the vendor's limit."""
        return self.client.pace.forecast(requests)

    def list_costs(self, kind, more=0):
        """How many requests it takes to read the list of a kind again when it has so many more rows."""
        if kind.options.get("parts"):
            return sum(self.list_costs(part, more) for part in kind.options["parts"])
        size = kind.options.get("page_size")
        return max(1, -(-(len(self._cache.get(_key(kind), ())) + more) // size)) if size else 1

    def shortfall(self, requests):
        """Why so many requests can't be afforded; None when they can."""
        return self.client.shortfall(requests)

    def counts(self):
        return self.client.counts()

    def call(self, method, path, doing, params=None, body=None, write=False, repeat=True, new=False, fixed=False, resource=None, if_taken=None):
        """One request. Returns the parsed answer.

        doing: the object or list it is about, for the message. new: what is written does not exist yet. fixed: the path is always there, so that
        nothing at it is no missing object. resource: what is written, so that a message can say what was sent, and which may have hints of its own.
        if_taken: what a refused create may mean where names are unique; then the list has to tell whether somebody else created it since.
        """
        try:
            return self.client.call(method, path, params=params, body=body, write=write, repeat=repeat, new=new).data
        except self.http.Refusal as refusal:
            if refusal.missing and fixed:
                refusal.hint = self.client.no_call(method, path)
            own = resource.options.get("hints", {}).get(refusal.status) if resource else None
            if own:
                refusal.hint = "%s; %s" % (refusal.hint, own) if refusal.hint else own
            if if_taken and refusal.status == 400:
                refusal.hint, refusal.unclear, refusal.taken = if_taken, True, True
            if write and body is not None and refusal.status == 400 and self.tells_what_was_sent:
                refusal.note = "sent was %s" % self.client.described(resource.screened(body) if resource else dict.fromkeys(body, MASK))
            raise self._explain(refusal, doing)

    def _explain(self, refusal, doing):
        parts = ["%s: %s" % (doing, refusal.said) if doing else refusal.said, refusal.note, refusal.hint]
        text = self.redactor.clean(". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part))
        if refusal.account:
            return Barred(text, refusal.untried)
        if refusal.missing:
            return Gone(text)
        if refusal.unclear:
            return Unclear(RoutingError(text), pending=refusal.pending, taken=refusal.taken, again=refusal.passing and (
                refusal.status is None or refusal.status in self.http.PASSING or refusal.status < 300))
        return Rejected(text) if refusal.rejected else RoutingError(text)


def _key(kind):
    return (kind.path, str(kind.options.get("query")))


def _parts(kind):
    """The kinds that have lists of their own."""
    return kind.options.get("parts") or (kind,)


def _distinct(kind, rows):
    """Each object once, and none without id, whatever a list in motion shows."""
    return {kind.ident(row): row for row in rows if kind.ident(row)}


class MissingRequests(RoutingError):
    """The requests library is not installed where the module runs."""

    def __init__(self, error):
        self.error = error
        super().__init__("requests is missing")


def require(options, *names):
    """Refuses a task in which a connection option is neither given nor in the environment.

    names: (option, variables), or (option, variables, another option that does as well, its variables).
    """
    problems = [(one[0], "is required: give it in the task, in module_defaults, or in the environment variable %s%s" % (
        " or ".join(one[1]), "; or give %s (%s) instead" % (one[2], " or ".join(one[3])) if len(one) > 2 else "")) for one in names if not options.get(one[0])]
    if problems:
        raise InputError(problems)
