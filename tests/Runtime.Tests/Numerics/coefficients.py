"""Prints the polynomial coefficients of src/Runtime/Numerics: Chebyshev interpolation at 60 digits, rounded once to double (needs mpmath)."""
from mpmath import mp, mpf, chebyfit, exp, log, sin, cos, atan, asin, erf, erfc, sqrt, pi, loggamma, digamma, findroot, taylor

mp.dps = 60


def near(f, at=mpf(0)):
    """f with its removable singularities stepped over."""
    h = mpf(10) ** -25
    return lambda x: f(x) if abs(x - at) > h else (f(at + h) + f(at - h)) / 2


def split(name, value):
    hi = float(value)
    lo = float(value - mpf(hi))
    print(f"{name}: {hi!r} + {lo!r} + {float(value - mpf(hi) - mpf(lo))!r}")


def fit(name, f, interval, terms):
    c, error = chebyfit(f, interval, terms, error=True)
    print(f"{name} ({terms} terms, error {mp.nstr(error, 3)}), lowest first:")
    print("    " + ", ".join(repr(float(x)) for x in reversed(c)))


ln2half = log(2) / 2 + mpf("1e-3")
fit("exp: (e^r - 1 - r) / r^2", near(lambda r: (exp(r) - 1 - r) / r**2), [-ln2half, ln2half], 11)
fit("log: (log((1+s)/(1-s)) - 2s) / s^3, z = s^2", lambda z: (lambda s: (log((1 + s) / (1 - s)) - 2 * s) / s**3)(sqrt(z)) if z > 1e-20 else mpf(2) / 3, [0, mpf("0.02945")], 7)
fit("pow: the same, less 2/3, over z", lambda z: (lambda s: ((log((1 + s) / (1 - s)) - 2 * s) / s**3 - mpf(2) / 3) / z)(sqrt(z)) if z > 1e-12 else mpf(2) / 5 + z * 2 / 7, [0, mpf("0.02945")], 8)
fit("sin: (sin r - r) / r^3, z = r^2", lambda z: (lambda r: (sin(r) - r) / r**3)(sqrt(z)) if z > 1e-20 else -mpf(1) / 6, [0, mpf("0.618")], 7)
fit("cos: (cos r - 1 + z/2) / z^2, z = r^2", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2 if z > 1e-14 else mpf(1) / 24, [0, mpf("0.618")], 7)
fit("atan: (atan t - t) / t^3, z = t^2", lambda z: (lambda t: (atan(t) - t) / t**3)(sqrt(z)) if z > 1e-20 else -mpf(1) / 3, [0, mpf("0.1925")], 12)
fit("asin: (asin s - s) / s^3, z = s^2", lambda z: (lambda s: (asin(s) - s) / s**3)(sqrt(z)) if z > 1e-20 else mpf(1) / 6, [0, mpf("0.25")], 13)
fit("cbrt: m^(-1/3)", lambda m: m ** (-mpf(1) / 3), [1, 8], 5)
fit("erf: erf x / x - 2/sqrt pi, over z = x^2", lambda z: (erf(sqrt(z)) / sqrt(z) - 2 / sqrt(pi)) / z if z > 1e-20 else -2 / (3 * sqrt(pi)), [0, 1], 12)


def erfcx(a):
    if a < 30:
        with mp.workdps(500):
            return exp(a * a) * erfc(a)
    s, t = mpf(0), mpf(1)
    for k in range(1, 30):
        s += t
        t *= -(2 * k - 1) / (2 * a * a)
    return s / (a * sqrt(pi))


def g(q):
    if q > 1 - mpf(10) ** -30:
        return 2 / sqrt(pi)
    a = 4 * (1 + q) / (1 - q)
    return (1 + 2 * a) * erfcx(a)


fit("erfc: ((1 + 2a) erfcx(a) - 1) / (1 + q), q = (a - 4) / (a + 4)", lambda q: (g(q) - 1) / (1 + q), [-1, 1], 24)
fit("lgamma: lgamma(2 + f) / (f (1 + f))", near(lambda f: loggamma(2 + f) / (f * (1 + f))), [mpf("-0.7501"), mpf("0.5")], 24)
root = findroot(digamma, mpf("1.46163214496836234126"))
fit("digamma: digamma(x) / (x - root), u = x - 1.5", near(lambda u: digamma(mpf("1.5") + u) / (mpf("1.5") + u - root), root - mpf("1.5")), [mpf("-0.5"), mpf("0.5")], 24)
split("root of digamma", root)
split("ln 2", log(2))
split("1 / ln 2", 1 / log(2))
split("1 / ln 10", 1 / log(10))
split("log10 2", log(2) / log(10))
split("pi / 2", pi / 2)
split("2 / 3", mpf(2) / 3)
split("2 / sqrt pi", 2 / sqrt(pi))
split("1 / sqrt 2", 1 / sqrt(mpf(2)))
split("log(2 pi) / 2", log(2 * pi) / 2)
print("asymptotic lgamma:", [float(mp.bernoulli(2 * n) / (2 * n * (2 * n - 1))) for n in range(1, 10)])
print("asymptotic digamma:", [float(mp.bernoulli(2 * n) / (2 * n)) for n in range(1, 10)])
print("Bernoulli:", [float(mp.bernoulli(2 * n)) for n in range(1, 12)])
