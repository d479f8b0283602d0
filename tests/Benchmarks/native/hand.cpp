// Gradients differentiated by hand, in plain C++: what the generated ones are compared with in the same run.
#include <algorithm>
#include <cmath>
#include <vector>

extern "C" double lse_gradient(int n, const double* x, double* g)
{
    double max = x[0];
    for (int i = 1; i < n; i++) max = std::max(max, x[i]);
    double sum = 0;
    for (int i = 0; i < n; i++) sum += g[i] = std::exp(x[i] - max);
    for (int i = 0; i < n; i++) g[i] /= sum;
    return max + std::log(sum);
}

extern "C" double llsq_gradient(int m, const double* x, int n, double* g)
{
    std::fill(g, g + m, 0.0);
    double total = 0;
    for (int i = 0; i < n; i++)
    {
        double t = -1 + i * 2.0 / (n - 1), r = (t > 0) - (t < 0), p = 1;
        for (int j = 0; j < m; j++) { r -= x[j] * p; p *= t; }
        total += r * r;
        p = 1;
        for (int j = 0; j < m; j++) { g[j] -= r * p; p *= t; }
    }
    return 0.5 * total;
}

// Gradient and diagonal of the Hessian of the sum of squared distances to the nearest centroid.
extern "C" double kmeans_gradient(int n, int k, int d, const double* points, const double* centroids, double* g, double* h)
{
    std::fill(g, g + k * d, 0.0); std::fill(h, h + k * d, 0.0);
    double total = 0;
    for (int i = 0; i < n; i++)
    {
        const double* x = points + i * d;
        double nearest = INFINITY;
        int at = 0;
        for (int c = 0; c < k; c++)
        {
            double s = 0;
            for (int j = 0; j < d; j++) { double z = x[j] - centroids[c * d + j]; s += z * z; }
            if (s < nearest) { nearest = s; at = c; }
        }
        total += nearest;
        for (int j = 0; j < d; j++) { g[at * d + j] += 2 * (centroids[at * d + j] - x[j]); h[at * d + j] += 2; }
    }
    return total;
}

// loss = sum over a batch of |tanh(W x + b)|^2 / 2; gradients of W (rows x columns) and b.
extern "C" double dense_gradient(int batch, int rows, int columns, const double* w, const double* b, const double* x, double* gw, double* gb)
{
    std::fill(gw, gw + rows * columns, 0.0);
    std::fill(gb, gb + rows, 0.0);
    double total = 0;
    for (int s = 0; s < batch; s++)
        for (int i = 0; i < rows; i++)
        {
            double z = b[i];
            for (int j = 0; j < columns; j++) z += w[i * columns + j] * x[s * columns + j];
            double t = std::tanh(z);
            total += 0.5 * t * t;
            double dz = t * (1 - t * t);
            gb[i] += dz;
            for (int j = 0; j < columns; j++) gw[i * columns + j] += dz * x[s * columns + j];
        }
    return total;
}

// The part of the log posterior that depends on the parameters; x is n x d, l column by column.
extern "C" double gmm_gradient(int d, int k, int n, const double* alpha, const double* mu, const double* q, const double* l, const double* x, double gamma, int m,
    double* ga, double* gm, double* gq, double* gl)
{
    const int tri = d * (d - 1) / 2;
    std::vector<double> diag(k * d), sums(k, 0.0), centred(k * d), white(k * d), beta(k), back(d), gdiag(k * d, 0.0), gsum(k, 0.0);
    std::fill(ga, ga + k, 0.0); std::fill(gm, gm + k * d, 0.0); std::fill(gq, gq + k * d, 0.0); std::fill(gl, gl + k * tri, 0.0);
    for (int c = 0; c < k; c++) for (int j = 0; j < d; j++) { sums[c] += q[c * d + j]; diag[c * d + j] = std::exp(q[c * d + j]); }
    double total = 0;
    for (int i = 0; i < n; i++)
    {
        for (int c = 0; c < k; c++)
        {
            double *y = &white[c * d], *z = &centred[c * d];
            for (int j = 0; j < d; j++) z[j] = x[i * d + j] - mu[c * d + j];
            for (int j = 0; j < d; j++) y[j] = diag[c * d + j] * z[j];
            const double* p = l + c * tri;
            for (int col = 0; col < d; col++) for (int row = col + 1; row < d; row++) y[row] += *p++ * z[col];
            double s = 0;
            for (int j = 0; j < d; j++) s += y[j] * y[j];
            beta[c] = alpha[c] + sums[c] - 0.5 * s;
        }
        double max = *std::max_element(beta.begin(), beta.end()), sum = 0;
        for (int c = 0; c < k; c++) sum += beta[c] = std::exp(beta[c] - max);
        total += max + std::log(sum);
        for (int c = 0; c < k; c++)
        {
            double w = beta[c] / sum, *y = &white[c * d], *z = &centred[c * d];
            ga[c] += w; gsum[c] += w;
            for (int j = 0; j < d; j++) { gdiag[c * d + j] -= w * y[j] * z[j]; back[j] = w * diag[c * d + j] * y[j]; }
            const double* p = l + c * tri; double* g = gl + c * tri;
            for (int col = 0; col < d; col++)
            {
                double b = 0;
                for (int row = col + 1; row < d; row++) { *g++ -= w * y[row] * z[col]; b += *p++ * y[row]; }
                back[col] += w * b;
            }
            for (int j = 0; j < d; j++) gm[c * d + j] += back[j];
        }
    }
    double max = *std::max_element(alpha, alpha + k), sum = 0;
    for (int c = 0; c < k; c++) sum += std::exp(alpha[c] - max);
    total -= n * (0.5 * d * std::log(2 * M_PI) + max + std::log(sum));
    for (int c = 0; c < k; c++) ga[c] -= n * std::exp(alpha[c] - max) / sum;
    for (int c = 0; c < k; c++)
    {
        double s = 0;
        for (int j = 0; j < d; j++)
        {
            double e = diag[c * d + j];
            s += e * e;
            gq[c * d + j] = (gdiag[c * d + j] - gamma * gamma * e) * e + gsum[c] + m;
        }
        for (int j = 0; j < tri; j++) { s += l[c * tri + j] * l[c * tri + j]; gl[c * tri + j] -= gamma * gamma * l[c * tri + j]; }
        total -= 0.5 * gamma * gamma * s - m * sums[c];
    }
    return total;
}

static inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Forward with everything recorded, then backward; main: per layer 4b weights and 4b biases, extra: 3b.
extern "C" double lstm_gradient(int l, int c, int b, const double* main, const double* extra, const double* state, const double* seq, double* gmain, double* gextra)
{
    const int steps = c - 1, rec = 8;
    std::vector<double> tape((size_t)steps * l * rec * b), ys((size_t)steps * b), xs((size_t)steps * b), lses(steps), cur(state, state + 2 * l * b), x(b);
    double total = 0;
    for (int t = 0; t < steps; t++)
    {
        for (int k = 0; k < b; k++) x[k] = seq[t * b + k] * extra[k];
        for (int j = 0; j < l; j++)
        {
            const double *w = main + j * 8 * b, *o = w + 4 * b;
            double *h = &cur[2 * j * b], *cell = h + b, *r = &tape[((size_t)t * l + j) * rec * b];
            for (int k = 0; k < b; k++)
            {
                double f = sigmoid(x[k] * w[k] + o[k]), i = sigmoid(h[k] * w[b + k] + o[b + k]), out = sigmoid(x[k] * w[2 * b + k] + o[2 * b + k]), g = std::tanh(h[k] * w[3 * b + k] + o[3 * b + k]);
                r[k] = x[k]; r[b + k] = h[k]; r[2 * b + k] = cell[k]; r[3 * b + k] = f; r[4 * b + k] = i; r[5 * b + k] = out; r[6 * b + k] = g;
                cell[k] = cell[k] * f + i * g;
                double tc = std::tanh(cell[k]);
                r[7 * b + k] = tc;
                x[k] = h[k] = out * tc;
            }
        }
        double sum = 2;
        for (int k = 0; k < b; k++) { xs[t * b + k] = x[k]; double y = x[k] * extra[b + k] + extra[2 * b + k]; ys[t * b + k] = y; sum += std::exp(y); }
        lses[t] = std::log(sum);
        for (int k = 0; k < b; k++) total += seq[(t + 1) * b + k] * (ys[t * b + k] - lses[t]);
    }
    std::fill(gmain, gmain + 8 * l * b, 0.0); std::fill(gextra, gextra + 3 * b, 0.0);
    std::vector<double> gcur(2 * l * b, 0.0), gx(b);
    const double seed = -1.0 / (b * steps);
    for (int t = steps - 1; t >= 0; t--)
    {
        double bits = 0;
        for (int k = 0; k < b; k++) bits += seq[(t + 1) * b + k];
        for (int k = 0; k < b; k++)
        {
            double gy = seed * (seq[(t + 1) * b + k] - bits * std::exp(ys[t * b + k] - lses[t]));
            gextra[b + k] += gy * xs[t * b + k]; gextra[2 * b + k] += gy; gx[k] = gy * extra[b + k];
        }
        for (int j = l - 1; j >= 0; j--)
        {
            const double *w = main + j * 8 * b, *r = &tape[((size_t)t * l + j) * rec * b];
            double *gw = gmain + j * 8 * b, *go = gw + 4 * b, *gh = &gcur[2 * j * b], *gc = gh + b;
            for (int k = 0; k < b; k++)
            {
                double dh = gh[k] + gx[k], f = r[3 * b + k], i = r[4 * b + k], out = r[5 * b + k], g = r[6 * b + k], tc = r[7 * b + k];
                double dc = gc[k] + dh * out * (1 - tc * tc);
                double zo = dh * tc * out * (1 - out), zf = dc * r[2 * b + k] * f * (1 - f), zi = dc * g * i * (1 - i), zg = dc * i * (1 - g * g);
                gw[k] += zf * r[k]; go[k] += zf; gw[b + k] += zi * r[b + k]; go[b + k] += zi; gw[2 * b + k] += zo * r[k]; go[2 * b + k] += zo; gw[3 * b + k] += zg * r[b + k]; go[3 * b + k] += zg;
                gc[k] = dc * f;
                gh[k] = zi * w[b + k] + zg * w[3 * b + k];
                gx[k] = zf * w[k] + zo * w[2 * b + k];
            }
        }
        for (int k = 0; k < b; k++) gextra[k] += gx[k] * seq[t * b + k];
    }
    return total * seed;
}
