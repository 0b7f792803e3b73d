#include "http/httphandler.h"

namespace penstock::http
{

tl::expected<BodyPlan, HttpProblem> HttpHandler::admit(const wire::RequestHead & /*head*/,
                                                       const Peer & /*peer*/, BodyPlan suggested)
{
    return suggested;
}

} // namespace penstock::http
